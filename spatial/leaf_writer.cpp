#include "spatial/leaf_writer.hpp"

#include "spatial/error.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

constexpr std::uint32_t segments_a_step = 4;
constexpr std::int64_t narrow_low = -16383;
constexpr std::int64_t narrow_high = 16384;
constexpr int narrow_log2_side = 14;
/// As many words as an entry can count.
constexpr std::size_t most_words = std::size_t{1} << Locator::Index::value_bits;

std::uint32_t steps_for(std::uint32_t segment_count) {
    return (segment_count + segments_a_step - 1) / segments_a_step;
}

} // namespace

std::uint32_t ArcNumbers::of(std::uint32_t arc) {
    std::uint32_t &number = m_numbers[arc];
    if (number == none) {
        number = m_first + static_cast<std::uint32_t>(m_sides.size() / 2);
        m_sides.push_back(m_coverage.left_label(m_coverage.arcs()[arc]));
        m_sides.push_back(m_coverage.right_label(m_coverage.arcs()[arc]));
    }
    return number;
}

void LeafWriter::add_chain(std::uint32_t first, std::uint32_t last, const CellSquare &cell) {
    const auto points = m_borders.coverage().all_points().subspan(first, last - first + 2);
    Chain chain{.arc = m_borders.arc_of(first), .first = static_cast<std::uint32_t>(m_vertices.size())};
    const auto relative = [&](LatticePoint p) { return Vertex{p.x - cell.x, p.y - cell.y}; };
    // an end that the ray of some point of this cell would meet: level with the cell, west of it
    const auto must_be_led_on = [&](const Vertex &end) { return end.x < 0 && end.y > 0 && end.y < cell.side(); };
    const Vertex begin = relative(points.front());
    const Vertex end = relative(points.back());
    chain.led_in = must_be_led_on(begin);
    chain.led_out = must_be_led_on(end);
    if (chain.led_in) {
        m_vertices.push_back({begin.x, -1});
    }
    std::ranges::transform(points, std::back_inserter(m_vertices), relative);
    if (chain.led_out) {
        m_vertices.push_back({end.x, -1});
    }
    chain.count = static_cast<std::uint32_t>(m_vertices.size()) - chain.first;
    m_chains.push_back(chain);
}

void LeafWriter::collect(std::span<const std::uint32_t> segments, const CellSquare &cell) {
    m_chains.clear();
    m_vertices.clear();
    for (std::size_t i = 0; i < segments.size();) {
        std::size_t last = i;
        while (last + 1 < segments.size() && segments[last + 1] == segments[last] + 1 &&
               m_borders.arc_of(segments[last + 1]) == m_borders.arc_of(segments[i])) {
            ++last;
        }
        add_chain(segments[i], segments[last], cell);
        i = last + 1;
    }
}

bool LeafWriter::fits_narrow(const CellSquare &cell) const {
    return cell.log2_side <= narrow_log2_side && std::ranges::all_of(m_vertices, [](const Vertex &v) {
               return std::min(v.x, v.y) >= narrow_low && std::max(v.x, v.y) <= narrow_high;
           });
}

void LeafWriter::append_vertex(const Vertex &v, bool wide) {
    const auto x = static_cast<std::uint32_t>(static_cast<std::int32_t>(v.x));
    const auto y = static_cast<std::uint32_t>(static_cast<std::int32_t>(v.y));
    if (wide) {
        m_words.push_back(x);
        m_words.push_back(y);
    } else {
        m_words.push_back((y << 16U) | (x & 0xFFFFU));
    }
}

void LeafWriter::append_chain(const Chain &chain, std::uint32_t begin, std::uint32_t segment_count, bool wide) {
    const Coverage &coverage = m_borders.coverage();
    const Arc &arc = coverage.arcs()[chain.arc];
    const std::uint32_t steps = steps_for(segment_count);
    m_words.push_back(coverage.right_label(arc) - coverage.left_label(arc));
    m_last_head = m_words.size();
    m_words.push_back(ChainHead(m_arcs.of(chain.arc), steps, chain.led_in && begin == 0,
                                chain.led_out && begin + segment_count + 1 == chain.count)
                          .word());
    for (std::uint32_t i = 0; i <= steps * segments_a_step; ++i) {
        append_vertex(m_vertices[chain.first + begin + std::min(i, segment_count)], wide);
    }
}

std::size_t LeafWriter::leaf_size(bool wide) const {
    std::size_t size = 1;
    for (const Chain &chain : m_chains) {
        size += 2 + (std::size_t{segments_a_step} * steps_for(chain.count - 1) + 1) * (wide ? 2 : 1);
    }
    return size;
}

void LeafWriter::keep_on_line(std::size_t size) {
    const std::size_t left_on_line = words_a_line - m_words.size() % words_a_line;
    if (size <= words_a_line && size > left_on_line) {
        m_words.resize(m_words.size() + left_on_line);
    }
}

void LeafWriter::check_size() const {
    if (m_first_word + m_words.size() >= most_words) {
        throw Error(ErrorCode::bad_data, "the coverage has more borders than one locator holds; split the theme");
    }
}

Locator::Index::Entry LeafWriter::write_plain(Label corner) {
    const Chain &chain = m_chains.front();
    const std::uint32_t is_short = chain.count - 1 <= segments_a_step ? 1 : 0;
    m_words.resize((m_words.size() + PlainLeaf::alignment - 1) / PlainLeaf::alignment * PlainLeaf::alignment);
    keep_on_line(PlainLeaf::size(is_short));
    const std::size_t start = m_words.size();
    m_words.resize(start + PlainLeaf::size(is_short));
    const std::uint32_t count = PlainLeaf::vertices(is_short);
    const auto set_half = [&](std::uint32_t i, std::int64_t value) {
        m_words[start + i / 2] |= (static_cast<std::uint32_t>(value) & 0xFFFFU) << (i % 2 * 16U);
    };
    for (std::uint32_t i = 0; i < count; ++i) {
        const Vertex &v = m_vertices[chain.first + std::min(i, chain.count - 1)];
        set_half(i, v.x);
        set_half(count + i, v.y);
    }
    const Arc &arc = m_borders.coverage().arcs()[chain.arc];
    m_words[start + count + 1] = m_borders.coverage().right_label(arc) - m_borders.coverage().left_label(arc);
    m_words[start + count + 2] =
        ChainHead(m_arcs.of(chain.arc), 2 - is_short, chain.led_in, chain.led_out).word() | ChainHead::last_bit;
    m_words[start + count] = corner - PlainLeaf(m_words.data() + start, is_short).owner(0, 0);
    check_size();
    return Locator::Index::make(Locator::Index::Kind::plain, m_first_word + static_cast<std::uint32_t>(start) + is_short);
}

Locator::Index::Entry LeafWriter::write(std::span<const std::uint32_t> segments, const CellSquare &cell, Label corner) {
    collect(segments, cell);
    const bool wide = !fits_narrow(cell);
    if (!wide && m_chains.size() == 1 && m_chains.front().count <= PlainLeaf::most_segments + 1) {
        return write_plain(corner);
    }
    keep_on_line(leaf_size(wide));
    const std::size_t start = m_words.size();
    m_words.push_back(0); // the base, below
    constexpr std::uint32_t most = ChainHead::most_steps * segments_a_step;
    for (const Chain &chain : m_chains) {
        for (std::uint32_t begin = 0; begin + 1 < chain.count; begin += most) {
            append_chain(chain, begin, std::min(most, chain.count - 1 - begin), wide);
        }
    }
    check_size();
    m_words[m_last_head] |= ChainHead::last_bit;
    m_words[start] = corner - owner_from_words(m_words.data() + start, wide, 0, 0);
    return Locator::Index::make(wide ? Locator::Index::Kind::wide : Locator::Index::Kind::narrow,
                                m_first_word + static_cast<std::uint32_t>(start));
}

} // namespace jingwei::spatial
