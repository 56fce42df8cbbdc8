// Loading cairo by the name that its ABI has had since 2005.
#include "emulator/cloudwatch/widget/cairo_library.hpp"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace borealis::emulator {

namespace {

constexpr const char* file = "libcairo.so.2";

[[noreturn]] void refuse() {
    throw std::runtime_error(
        std::string("pictures are drawn with cairo, which cannot be loaded: ") + dlerror()
    );
}

// It stays for as long as the program runs: its own caches of fonts do.
void* open_library() {
    void* const library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
        refuse();
    return library;
}

template <typename Function>
Function* find(void* library, const char* name) {
    void* const found = dlsym(library, name);
    if (found == nullptr)
        refuse();
    return reinterpret_cast<Function*>(found);
}

} // namespace

cairo_library::cairo_library() {
    void* const library = open_library();
    arc = find<decltype(cairo_arc)>(library, "cairo_arc");
    arc_negative = find<decltype(cairo_arc_negative)>(library, "cairo_arc_negative");
    clip = find<decltype(cairo_clip)>(library, "cairo_clip");
    close_path = find<decltype(cairo_close_path)>(library, "cairo_close_path");
    create = find<decltype(cairo_create)>(library, "cairo_create");
    destroy = find<decltype(cairo_destroy)>(library, "cairo_destroy");
    fill = find<decltype(cairo_fill)>(library, "cairo_fill");
    image_surface_create = find<decltype(cairo_image_surface_create)>(library, "cairo_image_surface_create");
    line_to = find<decltype(cairo_line_to)>(library, "cairo_line_to");
    move_to = find<decltype(cairo_move_to)>(library, "cairo_move_to");
    new_path = find<decltype(cairo_new_path)>(library, "cairo_new_path");
    rectangle = find<decltype(cairo_rectangle)>(library, "cairo_rectangle");
    reset_clip = find<decltype(cairo_reset_clip)>(library, "cairo_reset_clip");
    restore = find<decltype(cairo_restore)>(library, "cairo_restore");
    rotate = find<decltype(cairo_rotate)>(library, "cairo_rotate");
    save = find<decltype(cairo_save)>(library, "cairo_save");
    select_font_face = find<decltype(cairo_select_font_face)>(library, "cairo_select_font_face");
    set_dash = find<decltype(cairo_set_dash)>(library, "cairo_set_dash");
    set_font_size = find<decltype(cairo_set_font_size)>(library, "cairo_set_font_size");
    set_line_cap = find<decltype(cairo_set_line_cap)>(library, "cairo_set_line_cap");
    set_line_join = find<decltype(cairo_set_line_join)>(library, "cairo_set_line_join");
    set_line_width = find<decltype(cairo_set_line_width)>(library, "cairo_set_line_width");
    set_source_rgba = find<decltype(cairo_set_source_rgba)>(library, "cairo_set_source_rgba");
    show_text = find<decltype(cairo_show_text)>(library, "cairo_show_text");
    status = find<decltype(cairo_status)>(library, "cairo_status");
    status_to_string = find<decltype(cairo_status_to_string)>(library, "cairo_status_to_string");
    stroke = find<decltype(cairo_stroke)>(library, "cairo_stroke");
    surface_destroy = find<decltype(cairo_surface_destroy)>(library, "cairo_surface_destroy");
    surface_write_to_png_stream =
        find<decltype(cairo_surface_write_to_png_stream)>(library, "cairo_surface_write_to_png_stream");
    text_extents = find<decltype(cairo_text_extents)>(library, "cairo_text_extents");
    translate = find<decltype(cairo_translate)>(library, "cairo_translate");
}

const cairo_library& cairo() {
    static const cairo_library loaded;
    return loaded;
}

} // namespace borealis::emulator
