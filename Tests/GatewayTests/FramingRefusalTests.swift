import Conversations
import Testing
import Wire

@testable import Gateway

@Suite("Refusals of requests nobody could read")
struct FramingRefusalTests {
  @Test(
    "a refusal's kind follows from its status, and only what may pass is to be tried again",
    arguments: [
      (400, ClientError.Kind.invalidRequest, false), (408, .timeout, nil), (413, .tooLarge, false),
      (417, .invalidRequest, false), (431, .invalidRequest, false), (501, .invalidRequest, false),
      (503, .overloaded, nil), (505, .invalidRequest, false),
    ] as [(Int, ClientError.Kind, Bool?)])
  func kinds(_ status: Int, _ kind: ClientError.Kind, _ shouldRetry: Bool?) {
    let told = ClientError(HTTPFramingError(status: status, reason: "why"))
    #expect(told.kind == kind)
    #expect(told.message == "why")
    #expect(told.shouldRetry == shouldRetry)
    #expect((told.retryAfterSeconds != nil) == (status == 503))
  }
}
