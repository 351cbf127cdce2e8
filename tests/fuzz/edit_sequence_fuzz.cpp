#include "spatial/coverage_check.hpp"
#include "spatial/coverage_editor.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/edited_coverage.hpp"
#include "tests/support/random_coverage.hpp"

using namespace jingwei;
using namespace jingwei::spatial;

namespace {

/// Numbers out of the input, until it is used up: then zeros.
class Numbers {
  public:
    Numbers(const std::uint8_t *bytes, std::size_t size) : m_text(fuzz::text_of(bytes, size)) {}
    [[nodiscard]] bool empty() const { return m_next >= m_text.size(); }
    std::uint32_t below(std::uint32_t n) {
        std::uint32_t value = 0;
        for (std::uint32_t range = 1; range < n && range < (1U << 24U); range <<= 8U) {
            value = value << 8U | (empty() ? 0U : static_cast<std::uint8_t>(m_text[m_next]));
            ++m_next;
        }
        return value % n;
    }

  private:
    std::string_view m_text;
    std::size_t m_next = 0;
};

Coverage small_coverage(Numbers &numbers) {
    tests::RandomCoverageForm form{.side = 1 + static_cast<int>(numbers.below(3))};
    form.cell = 4 + static_cast<std::int32_t>(numbers.below(1000));
    form.steps = 1 + static_cast<int>(numbers.below(3));
    form.stray = 0.2;
    form.labels = 1 + numbers.below(6);
    form.nobody = numbers.below(4);
    const tests::RandomCoverage drawn(form, numbers.below(256));
    return build_coverage(drawn.polygons, {.classify_enclosed = false, .progress = {}}).coverage;
}

} // namespace

/// A sequence of edits keeps everything whole, and its undo leads back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    constexpr std::size_t most_edits = 100;
    Numbers numbers(bytes, size);
    CoverageEditor editor(small_coverage(numbers));
    const auto first = tests::content_of(editor);
    tests::EditSteps steps(editor, [&](std::uint32_t n) { return numbers.below(n); });
    EditLog log;
    for (std::size_t i = 0; i < most_edits && !numbers.empty(); ++i) {
        if (auto change = steps.step()) {
            log.push(std::move(*change));
            fuzz::require(tests::difference_from_scratch(editor).empty(), "what is kept up to date is what the arcs say");
        } else {
            fuzz::require(steps.refusal.kind != RefusalKind::broken_invariant, "an edit leaves the ground whole");
        }
    }
    fuzz::require(find_violations(editor.coverage()).empty(), "an edited coverage passes its check");
    while (log.undo(editor)) {
    }
    fuzz::require(tests::content_of(editor) == first, "undo of all leads back");
    return 0;
}
