#include "tests/core/gateway/template_corpus.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/gateway/template_fixture.h"

using namespace palaver::gateway;
using Result = CorpusCase::Result;

namespace {

void check(const CorpusCase& row, const TemplateFixture& fixture) {
  CAPTURE(row.file, row.name, row.text, row.body);
  const auto compiled = MappingTemplate::compile(row.text);
  if (row.result == Result::refused) {
    REQUIRE_FALSE(compiled.has_value());
    CAPTURE(compiled.error().message);
    CHECK(compiled.error().line == row.line);
    CHECK(compiled.error().column == row.column);
    CHECK(compiled.error().message.find(row.expected) != std::string::npos);
    return;
  }
  if (!compiled) {
    CAPTURE(compiled.error().line, compiled.error().column, compiled.error().message);
    FAIL("the template is refused");
  }
  const auto rendered = compiled->render(fixture.input(row.body));
  if (row.result == Result::fails) {
    REQUIRE_FALSE(rendered.has_value());
    CAPTURE(rendered.error().message);
    CHECK(rendered.error().line == row.line);
    CHECK(rendered.error().column == row.column);
    CHECK(rendered.error().message.find(row.expected) != std::string::npos);
    return;
  }
  if (!rendered) {
    CAPTURE(rendered.error().line, rendered.error().column, rendered.error().message);
    FAIL("the rendering fails");
  }
  CHECK(*rendered == row.expected);
  // Nothing of one rendering is left for the next.
  const auto again = compiled->render(fixture.input(row.body));
  CHECK(again.value_or("") == row.expected);
}

}  // namespace

TEST_CASE("Template corpus: each template renders to what API Gateway gives", "[gateway]") {
  const TemplateFixture fixture;
  for (const CorpusCase& row : template_corpus()) check(row, fixture);
}

TEST_CASE("Template corpus: all of it is read", "[gateway]") {
  const std::vector<CorpusCase> corpus = template_corpus();
  CHECK(template_corpus_files().size() >= 15);
  CHECK(corpus.size() >= 500);
  for (const CorpusCase& row : corpus) {
    CAPTURE(row.file, row.name);
    CHECK(row.result != Result::none);
    CHECK_FALSE(row.text.empty());
    CHECK((row.result == Result::output || row.line > 0));
  }
}

TEST_CASE("Template corpus: cut anywhere a template is understood or refused with a place in it",
          "[gateway]") {
  const TemplateFixture fixture;
  std::size_t understood = 0;
  for (const CorpusCase& row : template_corpus()) {
    CAPTURE(row.file, row.name);
    for (std::size_t cut = 0; cut < row.text.size(); ++cut) {
      const std::string text = row.text.substr(0, cut);
      const auto compiled = MappingTemplate::compile(text);
      if (compiled) {
        ++understood;
        static_cast<void>(compiled->render(fixture.input(row.body)));
      } else if (compiled.error().line < 1 || compiled.error().column < 1 ||
                 compiled.error().column > text.size() + 1 || compiled.error().message.empty()) {
        CAPTURE(cut, compiled.error().line, compiled.error().column, compiled.error().message);
        FAIL("the error has no place");
      }
    }
  }
  CHECK(understood > 1000);
}
