#include "net/http.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "net/proxy.h"
#include "net/trust.h"
#include "net/url.h"

namespace dynaferry::net {
namespace {

TEST(Headers, compare_names_without_case) {
  Headers headers{{"Host", "a"}, {"X-Amz-Date", "b"}};
  headers.set("host", "c");
  headers.set("New", "d");
  headers.add("New", "e");
  EXPECT_EQ(headers.get("HOST"), "c");
  EXPECT_EQ(headers.get("x-amz-date"), "b");
  EXPECT_EQ(headers.get("new"), "d");
  EXPECT_EQ(headers.get("absent"), "");
  EXPECT_EQ(headers.all().size(), 4U);
}

TEST(Url, is_taken_apart) {
  const auto plain = Url::parse("http://LocalHost:8000/");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->scheme, "http");
  EXPECT_EQ(plain->host, "localhost");
  EXPECT_EQ(plain->port, 8000);
  EXPECT_EQ(plain->path, "/");
  EXPECT_EQ(plain->origin(), "http://localhost:8000");

  const auto tls = Url::parse("https://dynamodb.us-east-1.amazonaws.com");
  ASSERT_TRUE(tls);
  EXPECT_EQ(tls->port, 443);
  EXPECT_EQ(tls->path, "");
  EXPECT_EQ(tls->host_header(), "dynamodb.us-east-1.amazonaws.com");

  const auto six = Url::parse("https://[::1]:8443/x");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->host_header(), "[::1]:8443");

  const auto proxy = Url::parse("us%40er:p%3Aw@proxy:3128");
  ASSERT_TRUE(proxy);
  EXPECT_EQ(proxy->userinfo, "us@er:p:w");
  EXPECT_EQ(proxy->host, "proxy");
  EXPECT_EQ(proxy->port, 3128);
}

TEST(Url, refuses_what_is_none_and_never_repeats_it) {
  for (const char* text : {"", "ftp://secret@host", "http://", "http://secret@:80",
                           "http://secret:pw@host:0", "http://host:65536", "http://host:8x",
                           "http://[::1", "http://[::1]x", "http://ho st", "http://host\r\nX: y"}) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().fault, Fault::invalid);
    EXPECT_EQ(url.error().text().find("secret"), std::string::npos);
  }
}

std::string proxied(const ProxySettings& settings, std::string_view target) {
  const auto url = Url::parse(target);
  const auto proxy = choose_proxy(settings, *url);
  if (!proxy) return "error";
  return *proxy ? (*proxy)->origin() : "direct";
}

TEST(Proxy, is_chosen_by_scheme) {
  const ProxySettings settings{"http://s:1", "http://p:2", ""};
  EXPECT_EQ(proxied(settings, "https://example.com"), "http://s:1");
  EXPECT_EQ(proxied(settings, "http://example.com"), "http://p:2");
  EXPECT_EQ(proxied({}, "https://example.com"), "direct");
  EXPECT_EQ(proxied({"ftp://x", "", ""}, "https://example.com"), "error");
}

TEST(Proxy, is_never_between_us_and_loopback) {
  const ProxySettings settings{"http://s:1", "http://p:2", ""};
  for (const char* target : {"http://localhost:8000", "http://127.0.0.1", "http://127.8.9.1",
                             "https://[::1]:1", "http://a.localhost"}) {
    EXPECT_EQ(proxied(settings, target), "direct") << target;
  }
}

TEST(Proxy, obeys_every_form_of_no_proxy) {
  const auto with = [](const char* no_proxy, const char* target) {
    return proxied({"http://s:1", "http://p:2", no_proxy}, target) == "direct";
  };
  EXPECT_TRUE(with("*", "https://example.com"));
  EXPECT_TRUE(with("example.com", "https://example.com"));
  EXPECT_TRUE(with("example.com", "https://a.example.com"));
  EXPECT_TRUE(with(".example.com", "https://example.com"));
  EXPECT_TRUE(with("*.example.com", "https://a.example.com"));
  EXPECT_FALSE(with("example.com", "https://badexample.com"));
  EXPECT_TRUE(with("other, Example.com", "https://example.com"));
  EXPECT_TRUE(with("example.com:8443", "https://example.com:8443"));
  EXPECT_FALSE(with("example.com:8443", "https://example.com"));
  EXPECT_TRUE(with("10.0.0.0/8", "https://10.9.8.7"));
  EXPECT_FALSE(with("10.0.0.0/8", "https://11.9.8.7"));
  EXPECT_TRUE(with("169.254.169.254", "http://169.254.169.254"));
  EXPECT_FALSE(with("", "https://example.com"));
}

TEST(Proxy, is_told_who_we_are) {
  EXPECT_EQ(proxy_authorization(*Url::parse("http://Aladdin:open%20sesame@p:1")),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(proxy_authorization(*Url::parse("http://p:1")), "");
}

class Trust : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() /
                 ("trust-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
                  "-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    std::filesystem::create_directories(directory_ / "empty");
    std::ofstream(directory_ / "bundle.pem") << "x";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::filesystem::path directory_;
};

TEST_F(Trust, is_the_bundle_that_was_named_and_nothing_else) {
  const auto found = find_trust({directory_ / "bundle.pem"}, {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, directory_ / "bundle.pem");
  EXPECT_FALSE(found->is_directory);
  const std::filesystem::path existing[] = {directory_ / "bundle.pem"};
  const auto missing = find_trust({directory_ / "absent.pem"}, existing);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("absent.pem"), std::string::npos);
}

TEST_F(Trust, is_the_first_place_of_the_system_that_exists) {
  const std::filesystem::path places[] = {directory_ / "absent.pem", directory_ / "empty",
                                          directory_ / "bundle.pem", directory_};
  const auto found = find_trust({}, places);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, directory_ / "bundle.pem");
  const auto none = find_trust({}, {});
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("ca-certificates"), std::string::npos);
}

}  // namespace
}  // namespace dynaferry::net
