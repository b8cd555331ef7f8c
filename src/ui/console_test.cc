#include "ui/console.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>

#include "ui/fixed_clock.h"
#include "ui/key_digest.h"
#include "ui/sample_pairs.h"

namespace dynaferry::ui {
namespace {

// A stream whose text can be asked for.
class Paper {
 public:
  Paper() : file_(open_memstream(&text_, &size_)) {}
  Paper(const Paper&) = delete;
  Paper& operator=(const Paper&) = delete;
  ~Paper() {
    std::fclose(file_);
    std::free(text_);  // NOLINT(cppcoreguidelines-no-malloc): open_memstream's.
  }
  [[nodiscard]] std::FILE* file() const { return file_; }
  std::string text() {
    std::fflush(file_);
    return {text_, size_};
  }

 private:
  char* text_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* file_;
};

class ConsoleTest : public testing::Test {
 protected:
  Console& console(ConsoleOptions options = {.copies = false}) {
    options.out = out_.file();
    options.err = err_.file();
    console_ = std::make_unique<Console>(clock_, std::move(options));
    return *console_;
  }

  static run::PairProgress verifying(verify::Progress progress) {
    run::PairProgress pair;
    pair.pair = sample_pair();
    pair.phase = run::Phase::verifying;
    pair.verifying = progress;
    return pair;
  }

  FixedClock clock_;
  Paper out_, err_;
  std::unique_ptr<Console> console_;
};

TEST_F(ConsoleTest, a_verify_of_equal_tables_ends_in_the_verdict) {
  auto& screen = console();
  auto end = sample_end(equal_verdict());
  screen.pair_ended(end);
  run::Summary summary{.took = std::chrono::seconds(200)};
  summary.pairs.push_back(end);
  screen.ended(summary);
  EXPECT_TRUE(
      out_.text().starts_with("DEV-ORDERS ~ PROD-ORDERS: equal, 1,204,331 items each\n"
                              "  digest       8f0c61e2a1b94d7793fd20b3c1aa5e10 of both\n"))
      << out_.text();
  EXPECT_TRUE(out_.text().ends_with("1 of 1 table without a difference, in 3 min 20 s\n"))
      << out_.text();
  EXPECT_EQ(err_.text(), "");
}

TEST_F(ConsoleTest, the_keys_that_differ_stand_in_the_result_as_digests) {
  auto& screen = console();
  screen.differs(sample_pair(), sample_difference());
  screen.differs({TableName("DEV-A"), TableName("PROD-A")}, sample_difference("other"));
  screen.pair_ended(sample_end(different_verdict()));
  EXPECT_TRUE(out_.text().contains("  keys         different  " +
                                   digest_of_key(sample_difference().key) + "\n"))
      << out_.text();
  EXPECT_FALSE(out_.text().contains(digest_of_key(sample_difference("other").key)));
  EXPECT_FALSE(out_.text().contains("a-1"));
  EXPECT_FALSE(out_.text().contains("price"));
}

TEST_F(ConsoleTest, keys_are_shown_whole_where_that_is_asked_for) {
  auto& screen = console({.verbosity = run::Verbosity::keys, .copies = false});
  screen.differs(sample_pair(), sample_difference());
  screen.pair_ended(sample_end(different_verdict()));
  EXPECT_TRUE(out_.text().contains(
      R"(  keys         different  {"id":{"S":"a-1"},"at":{"N":"7"}}  at price, lines[0].sku)"))
      << out_.text();
}

TEST_F(ConsoleTest, quietly_the_verdict_is_one_line) {
  auto& screen = console({.verbosity = run::Verbosity::quiet, .copies = false});
  screen.differs(sample_pair(), sample_difference());
  screen.pair_ended(sample_end(different_verdict()));
  screen.ended({});
  EXPECT_EQ(out_.text(), "DEV-ORDERS ~ PROD-ORDERS: 1,503 keys differ\n");
}

TEST_F(ConsoleTest, of_a_copy_the_verdict_is_a_part_of_the_result) {
  auto& screen = console({.copies = true});
  auto end = sample_end(different_verdict());
  end.progress.sink.items = 3;
  screen.pair_ended(end);
  run::Summary summary{.exit = run::Exit::differs};
  summary.pairs.push_back(end);
  screen.ended(summary);
  EXPECT_TRUE(out_.text().starts_with("DEV-ORDERS → PROD-ORDERS: 3 items copied")) << out_.text();
  EXPECT_TRUE(out_.text().contains("\n  verified     1,503 keys differ\n  items        1,204,331"));
  EXPECT_TRUE(out_.text().contains("0 of 1 table done in 0.0 s; 1 copied and not equal\n"));
}

TEST_F(ConsoleTest, a_pipe_gets_a_line_of_a_verify_in_each_interval) {
  auto& screen = console({.interval = std::chrono::seconds(10), .copies = false});
  verify::Progress progress{.items_of_source = 600,
                            .items_of_destination = 400,
                            .bytes_read = 3'400'000,
                            .segments = 8,
                            .segments_done = 3};
  run::PairProgress waiting;
  waiting.pair = {TableName("DEV-A"), TableName("PROD-A")};
  screen.progress({verifying(progress), waiting});
  EXPECT_EQ(err_.text(), "");
  clock_.time = std::chrono::seconds(10);
  progress.items_of_source = 1'500;
  progress.items_of_destination = 1'100;
  screen.progress({verifying(progress), waiting});
  EXPECT_EQ(err_.text(),
            "0/2 tables  reading  source 1,500, dest 1,100  160 items/s  segments 3/8  3.4 MB\n");
}

TEST_F(ConsoleTest, of_keys_that_are_looked_at_the_rest_is_told) {
  auto& screen = console({.interval = std::chrono::seconds(1), .copies = false});
  clock_.time = std::chrono::seconds(5);
  verify::Progress progress{
      .step = verify::Progress::Step::looking, .throttled = 2, .keys_to_look_at = 12};
  screen.progress({verifying(progress)});
  EXPECT_EQ(err_.text(), "0/1 tables  looking at keys  12 keys to go  throttled 2  0 B\n");
}

TEST_F(ConsoleTest, a_terminal_gets_a_live_line_that_goes_away) {
  auto& screen = console({.live = true, .copies = false});
  screen.progress({verifying({.items_of_source = 7})});
  EXPECT_TRUE(err_.text().contains("\r\x1b[K0/1 tables  reading  source 7, dest 0  0 items/s"));
  screen.pair_ended(sample_end(equal_verdict()));
  EXPECT_TRUE(err_.text().ends_with("\r\x1b[K"));
}

TEST_F(ConsoleTest, while_anything_is_copied_the_copy_is_told_and_then_the_verify) {
  auto& screen = console({.interval = std::chrono::seconds(1), .copies = true});
  run::PairProgress copying;
  copying.pair = {TableName("DEV-A"), TableName("PROD-A")};
  copying.phase = run::Phase::copying;
  clock_.time = std::chrono::seconds(1);
  screen.progress({verifying({.items_of_source = 7}), copying});
  EXPECT_TRUE(err_.text().contains("0/2 tables  0 items  0 items/s  verifying 1")) << err_.text();
  copying.phase = run::Phase::finished;
  clock_.time = std::chrono::seconds(2);
  screen.progress({verifying({.items_of_source = 7}), copying});
  EXPECT_TRUE(err_.text().contains("\n1/2 tables  reading  source 7, dest 0  0 items/s"))
      << err_.text();
}

TEST_F(ConsoleTest, after_a_stop_a_verify_says_that_it_reads_again) {
  auto& screen = console({.again = "dynaferry verify x", .copies = false});
  run::PairEnd end;
  end.pair = sample_pair();
  end.exit = run::Exit::interrupted;
  end.note = "not finished";
  run::Summary summary{.exit = run::Exit::interrupted, .interrupted = true};
  summary.pairs.push_back(end);
  screen.ended(summary);
  EXPECT_EQ(err_.text(),
            "DEV-ORDERS ~ PROD-ORDERS: stopped; not finished\n"
            "stopped; a reading half-way goes on next time, what was read whole is read anew\n"
            "  next: run the same command to go on: dynaferry verify x\n");
}

}  // namespace
}  // namespace dynaferry::ui
