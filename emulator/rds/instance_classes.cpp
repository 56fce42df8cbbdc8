// The table of instance families; the classes follow from the sizes that a family has.
#include "emulator/rds/instance_classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace borealis::emulator::rds {

namespace {

constexpr int newest = 99;

struct major_range {
    int first = 0; // 0: none
    int last = newest;
};

/// Sizes from `large` (2 vCPUs) on double their memory with their vCPUs; the multiples of xlarge say which
/// exist.
struct family {
    std::string_view name;
    double memory_of_large; // GiB
    std::vector<int> xlarges;
    major_range postgres;
    major_range aurora;
};

const std::vector<family>& families() {
    static const std::vector<int> to_4{1, 2, 4};
    static const std::vector<int> to_16{1, 2, 4, 8, 12, 16};
    static const std::vector<int> to_24{1, 2, 4, 8, 12, 16, 24};
    static const std::vector<int> to_32{1, 2, 4, 8, 12, 16, 24, 32};
    static const std::vector<int> to_48{1, 2, 4, 8, 12, 16, 24, 48};
    static const std::vector<family> known{
        {"m4", 8, {1, 2, 4, 10, 16}, {9, 12}, {}},
        {"m5", 8, to_24, {10}, {}},
        {"m5d", 8, to_24, {12}, {}},
        {"m6g", 8, to_16, {12}, {}},
        {"m6gd", 8, to_16, {13}, {}},
        {"m6i", 8, to_32, {11}, {}},
        {"m6id", 8, to_32, {13}, {}},
        {"m6idn", 8, to_32, {13}, {}},
        {"m6in", 8, to_32, {11}, {}},
        {"m7g", 8, to_16, {13}, {}},
        {"m7i", 8, to_48, {13}, {}},
        {"m8g", 8, to_48, {13}, {}},
        {"r4", 15.25, {1, 2, 4, 8, 16}, {9, 12}, {9, 12}},
        {"r5", 16, to_24, {10}, {10}},
        {"r5b", 16, to_24, {11}, {}},
        {"r5d", 16, to_24, {12}, {}},
        {"r6g", 16, to_16, {12}, {11}},
        {"r6gd", 16, to_16, {13}, {14}},
        {"r6i", 16, to_32, {11}, {11}},
        {"r6id", 16, to_32, {13}, {14}},
        {"r6idn", 16, to_32, {13}, {}},
        {"r6in", 16, to_32, {11}, {}},
        {"r7g", 16, to_16, {13}, {13}},
        {"r7i", 16, to_48, {13}, {13}},
        {"r8g", 16, to_48, {13}, {13}},
        {"t3", 8, {1, 2}, {10}, {}},
        {"t4g", 8, {1, 2}, {12}, {}},
        {"x2g", 32, to_16, {12}, {11}},
        {"x2idn", 32, {16, 24, 32}, {13}, {}},
        {"x2iedn", 64, {1, 2, 4, 8, 16, 24, 32}, {12}, {}},
        {"z1d", 16, {1, 2, 4, 6, 12}, {12}, {}},
    };
    return known;
}

instance_class
make_class(const family& of, std::string_view size, int vcpus, double memory, major_range aurora) {
    instance_class made;
    made.name = fmt::format("db.{}.{}", of.name, size);
    made.vcpus = vcpus;
    made.memory_gib = memory;
    made.first_postgres_major = of.postgres.first;
    made.last_postgres_major = of.postgres.last;
    made.first_aurora_major = aurora.first;
    made.last_aurora_major = aurora.last;
    return made;
}

/// The burstable families have smaller sizes, and Aurora takes only medium and large of them.
void add_burstable(std::vector<instance_class>& classes, const family& of) {
    const major_range aurora{of.name == "t3" ? 10 : 11, newest};
    classes.push_back(make_class(of, "micro", 2, 1, {}));
    classes.push_back(make_class(of, "small", 2, 2, {}));
    classes.push_back(make_class(of, "medium", 2, 4, aurora));
    classes.push_back(make_class(of, "large", 2, 8, aurora));
}

bool starts_at_large(const family& of) noexcept {
    return !of.name.starts_with("x2i");
}

std::vector<instance_class> make_classes() {
    std::vector<instance_class> classes;
    for (const auto& of : families()) {
        if (of.name.starts_with('t'))
            add_burstable(classes, of);
        else if (starts_at_large(of))
            classes.push_back(make_class(of, "large", 2, of.memory_of_large, of.aurora));
        for (const int multiple : of.xlarges) {
            const auto size = multiple == 1 ? std::string("xlarge") : fmt::format("{}xlarge", multiple);
            classes.push_back(make_class(of, size, 4 * multiple, 2 * of.memory_of_large * multiple, of.aurora)
            );
        }
    }
    std::sort(classes.begin(), classes.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return classes;
}

} // namespace

std::span<const instance_class> instance_classes() {
    static const auto classes = make_classes();
    return classes;
}

const instance_class* find_instance_class(std::string_view name) {
    const auto classes = instance_classes();
    const auto found =
        std::lower_bound(classes.begin(), classes.end(), name, [](const auto& item, auto wanted) {
            return item.name < wanted;
        });
    return found == classes.end() || found->name != name ? nullptr : &*found;
}

bool is_supported(const instance_class& offered, std::string_view engine, int major) noexcept {
    const bool aurora = engine == "aurora-postgresql";
    const int first = aurora ? offered.first_aurora_major : offered.first_postgres_major;
    const int last = aurora ? offered.last_aurora_major : offered.last_postgres_major;
    return first != 0 && first <= major && major <= last;
}

} // namespace borealis::emulator::rds
