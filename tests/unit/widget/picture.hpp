// A PNG file read back, so that a test can look at its pixels.
#pragma once

#include "emulator/cloudwatch/widget/chart.hpp"

#include <cairo/cairo.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace borealis::emulator {

class picture {
  public:
    explicit picture(std::string_view file)
        : surface_(cairo_image_surface_create_from_png_stream(&read, &file), &cairo_surface_destroy) {}

    bool sound() const { return cairo_surface_status(surface_.get()) == CAIRO_STATUS_SUCCESS; }
    int width() const { return cairo_image_surface_get_width(surface_.get()); }
    int height() const { return cairo_image_surface_get_height(surface_.get()); }

    bool has(int x, int y, const colour& wanted) const {
        std::uint32_t pixel = 0;
        const auto* row = cairo_image_surface_get_data(surface_.get()) +
                          static_cast<std::ptrdiff_t>(y) * cairo_image_surface_get_stride(surface_.get());
        std::memcpy(&pixel, row + 4 * static_cast<std::ptrdiff_t>(x), sizeof pixel);
        const auto near = [&](unsigned shift, double part) {
            return std::abs(static_cast<double>(pixel >> shift & 0xFFU) / 255 - part) < 0.02;
        };
        return near(16, wanted.red) && near(8, wanted.green) && near(0, wanted.blue);
    }
    /// How many pixels of a column are of the colour, and where they are in the mean; -1 for none.
    int count_in_column(int x, const colour& wanted, double* mean = nullptr) const {
        int found = 0;
        double sum = 0;
        for (int y = 0; y < height(); ++y)
            if (has(x, y, wanted)) {
                ++found;
                sum += y;
            }
        if (mean)
            *mean = found > 0 ? sum / found : -1;
        return found;
    }
    int count(const colour& wanted) const {
        int found = 0;
        for (int x = 0; x < width(); ++x)
            found += count_in_column(x, wanted);
        return found;
    }

  private:
    static cairo_status_t read(void* from, unsigned char* to, unsigned int count) {
        auto& rest = *static_cast<std::string_view*>(from);
        if (rest.size() < count)
            return CAIRO_STATUS_READ_ERROR;
        std::memcpy(to, rest.data(), count);
        rest.remove_prefix(count);
        return CAIRO_STATUS_SUCCESS;
    }

    std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface_;
};

} // namespace borealis::emulator
