// fontconfig keeps what it has read of fonts and their configuration until the process ends; LeakSanitizer
// does not find all of it again.
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
    return "leak:libfontconfig";
}
