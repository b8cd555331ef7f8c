// One side's DynamoDB over HTTP: builds the request, signs it, sends it once, checks the answer.
//
// Threading: one loop's thread; calls may overlap.
//
// Failure: as in ddb/table.h. Two things are cured here, most_cures times per call, because nobody above
// could: credentials that the service calls expired or unknown are asked for anew, and a clock that is
// wrong is corrected by the Date of the service's answer (facts §2.5). No such attempt did anything.

#pragma once

#include <string>
#include <string_view>

#include "aws/credentials_provider.h"
#include "aws/sigv4.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/names.h"
#include "ddb/contact.h"
#include "net/http.h"
#include "rt/loop.h"

namespace dynaferry::ddb {

class ServiceClient {
 public:
  // One for what was wrong, and one for a clock that is set, or keys that expire, between that refusal
  // and the next attempt. More would put off the error where no cure helps.
  static constexpr unsigned most_cures = 2;

  // `authority` is the Host field: "dynamodb.us-east-1.amazonaws.com" or "127.0.0.1:8000".
  ServiceClient(const rt::Clock& clock, net::HttpService& http,
                aws::CredentialsProvider& credentials, Region region, std::string authority);

  // Calls `action` ("Scan") with a JSON body. The answer is a whole body with status 200 whose
  // CRC-32 was right, if the service sent one.
  rt::Task<Result<Buffer>> call(std::string_view action, std::string body);

  struct ConditionalAnswer {
    bool held = true;
    Buffer body{};
  };
  // The same for a write with a condition. That it does not hold is an answer, too, whose body may tell
  // the item that is there; of that body nothing is in any Error.
  rt::Task<Result<ConditionalAnswer>> call_if(std::string_view action, std::string body);

  [[nodiscard]] const Contact& contact() const { return contact_; }

 private:
  struct Sent {
    net::HttpResponse response;
    aws::Credentials as;  // Whose secrets the answer may repeat.
  };
  rt::Task<Result<Sent>> send(std::string_view action, std::string body);
  rt::Task<Result<ConditionalAnswer>> ask(std::string_view action, std::string body,
                                          bool conditional);
  void correct_clock(const net::HttpResponse& response);

  const rt::Clock& clock_;
  net::HttpService& http_;
  aws::CredentialsProvider& credentials_;
  aws::Signer signer_;
  std::string authority_;
  Contact contact_;
  std::chrono::milliseconds clock_offset_{0};
};

}  // namespace dynaferry::ddb
