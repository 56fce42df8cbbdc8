// Cairo behind the few things that our pictures need. Text is set with cairo's own font selection, which
// falls back to a font inside of cairo where none is installed.
#include "emulator/cloudwatch/widget/canvas.hpp"

#include "emulator/cloudwatch/widget/cairo_library.hpp"

#include <algorithm>
#include <numbers>
#include <stdexcept>

namespace borealis::emulator {

struct canvas::context {
    context(int width, int height)
        : surface(cairo().image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
          draw(cairo().create(surface)) {}
    ~context() {
        cairo().destroy(draw);
        cairo().surface_destroy(surface);
    }
    context(const context&) = delete;
    context& operator=(const context&) = delete;

    void use(const colour& with, double opacity = 1) const {
        cairo().set_source_rgba(draw, with.red, with.green, with.blue, opacity);
    }
    void follow(const std::vector<spot>& through) const {
        cairo().new_path(draw);
        for (const auto& each : through)
            cairo().line_to(draw, each.x, each.y);
    }

    cairo_surface_t* surface;
    cairo_t* draw;
};

namespace {

/// Where the UTF-8 character ends that begins at `at`.
std::size_t next_character(std::string_view text, std::size_t at) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        ++at;
    return at;
}

} // namespace

canvas::canvas(int width, int height) : context_(std::make_shared<context>(width, height)) {
    cairo().set_line_join(context_->draw, CAIRO_LINE_JOIN_ROUND);
    cairo().set_line_cap(context_->draw, CAIRO_LINE_CAP_ROUND);
}

void canvas::fill(const box& area, const colour& with, double opacity) {
    context_->use(with, opacity);
    cairo().rectangle(context_->draw, area.x, area.y, area.width, area.height);
    cairo().fill(context_->draw);
}

void canvas::line(spot from, spot to, const colour& with, double width, bool dashed) {
    constexpr double dash[]{5, 4};
    cairo().set_dash(context_->draw, dash, dashed ? 2 : 0, 0);
    outline({from, to}, with, width);
    cairo().set_dash(context_->draw, dash, 0, 0);
}

void canvas::outline(const std::vector<spot>& through, const colour& with, double width) {
    context_->use(with);
    context_->follow(through);
    cairo().set_line_width(context_->draw, width);
    cairo().stroke(context_->draw);
}

void canvas::polygon(const std::vector<spot>& corners, const colour& with, double opacity) {
    context_->use(with, opacity);
    context_->follow(corners);
    cairo().close_path(context_->draw);
    cairo().fill(context_->draw);
}

void canvas::dot(spot centre, double radius, const colour& with) {
    context_->use(with);
    cairo().new_path(context_->draw);
    cairo().arc(context_->draw, centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
    cairo().fill(context_->draw);
}

void canvas::sector(spot centre, double inner, double outer, double from, double to, const colour& with) {
    context_->use(with);
    cairo().new_path(context_->draw);
    cairo().arc(context_->draw, centre.x, centre.y, outer, from, to);
    if (inner > 0)
        cairo().arc_negative(context_->draw, centre.x, centre.y, inner, to, from);
    else
        cairo().line_to(context_->draw, centre.x, centre.y);
    cairo().close_path(context_->draw);
    cairo().fill(context_->draw);
}

void canvas::apply(const text_style& style) {
    const auto weight = style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL;
    cairo().select_font_face(context_->draw, "sans-serif", CAIRO_FONT_SLANT_NORMAL, weight);
    cairo().set_font_size(context_->draw, style.size);
    context_->use(style.drawn_in);
}

double canvas::text_width(std::string_view shown, const text_style& style) {
    apply(style);
    cairo_text_extents_t extents{};
    cairo().text_extents(context_->draw, std::string(shown).c_str(), &extents);
    return extents.x_advance;
}

std::string canvas::fitting(std::string_view shown, const text_style& style, double room) {
    if (text_width(shown, style) <= room)
        return std::string(shown);
    constexpr std::string_view ellipsis = "...";
    std::string kept;
    for (std::size_t at = 0; at < shown.size();) {
        const auto next = next_character(shown, at);
        auto longer = kept + std::string(shown.substr(at, next - at));
        if (text_width(longer + std::string(ellipsis), style) > room)
            break;
        kept = std::move(longer);
        at = next;
    }
    return kept.empty() ? std::string() : kept + std::string(ellipsis);
}

void canvas::text(spot at, std::string_view shown, const text_style& style, double room) {
    const auto fits = fitting(shown, style, room);
    const auto width = text_width(fits, style);
    if (style.align == text_align::centre)
        at.x -= width / 2;
    else if (style.align == text_align::right)
        at.x -= width;
    cairo().move_to(context_->draw, at.x, at.y);
    cairo().show_text(context_->draw, fits.c_str());
    cairo().new_path(context_->draw);
}

void canvas::text_upwards(spot at, std::string_view shown, const text_style& style, double room) {
    cairo().save(context_->draw);
    cairo().translate(context_->draw, at.x, at.y);
    cairo().rotate(context_->draw, -std::numbers::pi / 2);
    text({0, 0}, shown, style, room);
    cairo().restore(context_->draw);
}

void canvas::clip(const box& area) {
    cairo().rectangle(context_->draw, area.x, area.y, area.width, area.height);
    cairo().clip(context_->draw);
}

void canvas::unclip() {
    cairo().reset_clip(context_->draw);
}

std::string canvas::png() {
    const auto append = [](void* to, const unsigned char* bytes, unsigned int count) {
        static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
        return CAIRO_STATUS_SUCCESS;
    };
    std::string file;
    auto status = cairo().status(context_->draw);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo().surface_write_to_png_stream(context_->surface, append, &file);
    if (status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error(std::string("cannot draw a picture: ") + cairo().status_to_string(status));
    return file;
}

} // namespace borealis::emulator
