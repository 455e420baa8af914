import Conversations
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("What a client is told when no target has answered")
struct ChainFailureTests {
  private static func failed(
    _ reason: UpstreamError.Reason, _ message: String, retryAfter: Int? = nil, refusal: Refusal? = nil
  ) -> HopFailure {
    let error = UpstreamError(reason, message: message, retryAfterSeconds: retryAfter)
    return .failed(error, told: error.clientError(backend: "x", refusedOwnKey: false), refusal)
  }

  private static let refusal = Refusal(head: HTTPResponseHead(status: 529), body: [])
  private static let overloaded = failed(.overloaded, "Overloaded", retryAfter: 30, refusal: refusal)
  private static let down = failed(.unavailable, "connection refused", retryAfter: 5)
  private static let unfit = HopFailure.unfit(
    ClientError(.contextOverflow(prompt: 9_000, limit: 8_192), "prompt is too long"))

  private func failure(_ failures: [HopFailure]) -> ChainFailure {
    failures.enumerated().reduce(into: ChainFailure()) { $0.note($1.element, of: "b\($1.offset)/m") }
  }

  @Test("the refusal of the only target is passed on as it came")
  func only() {
    let failure = failure([Self.overloaded])
    #expect(failure.refusal?.head.status == 529)
    #expect(failure.clientError.message == "x: Overloaded")
  }

  @Test("of several the first target's failure decides, and the others are named")
  func several() {
    let failure = failure([Self.overloaded, Self.down])
    #expect(failure.refusal == nil)
    #expect(failure.clientError.kind == .overloaded)
    #expect(failure.clientError.message == "x: Overloaded. Besides: b1/m: x: connection refused")
    #expect(failure.clientError.retryAfterSeconds == 5)
  }

  @Test("that a smaller target is too small hides no failure that will pass")
  func passing() {
    #expect(failure([Self.unfit, Self.down]).clientError.kind == .upstream)
    #expect(failure([Self.down, Self.unfit]).clientError.kind == .upstream)
  }

  @Test("where nothing fits, the client is told so in the words that make it compact")
  func overflow() {
    let kind = failure([Self.unfit, Self.unfit]).clientError.kind
    #expect(kind == .contextOverflow(prompt: 9_000, limit: 8_192))
  }

  @Test("a request that is wrong everywhere is told as its target put it, whatever failed before")
  func wrong() {
    let wrong = Self.failed(.invalidRequest, "messages.0: bad", refusal: Self.refusal)
    let failure = failure([Self.down, wrong])
    #expect(failure.refusal != nil)
    #expect(failure.clientError.kind == .invalidRequest)
    #expect(failure.clientError.message == "x: messages.0: bad")
  }

  @Test("a target that is held is told as busy, with the time at which it may be asked")
  func held() {
    let held = HopFailure.held(Held(.breakerOpen, message: "open after 3 failures", retryAfterSeconds: 120))
    let error = failure([held]).clientError
    #expect(error.kind == .overloaded)
    #expect(error.retryAfterSeconds == 120)
  }

  @Test("what a target says that was asked after all counts, not that it was held before")
  func lastResort() {
    var failure = ChainFailure()
    failure.note(.held(Held(.breakerOpen, message: "open")), of: "a/m")
    failure.note(Self.overloaded, of: "a/m")
    #expect(failure.refusal?.head.status == 529)
    #expect(failure.clientError.message == "x: Overloaded")
  }
}
