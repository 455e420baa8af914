import Conversations
import Dialects
import Reactor
import Upstream
import Wire

/// Asks a backend for the tokens of a request in its own words, where it counts without answering.
@LoopActor
struct ExactCount {
  /// What a backend said.
  struct Answer: Sendable {
    let status: Int
    /// What of its head may be passed on.
    let fields: HTTPFields
    let body: [UInt8]
    /// The tokens; nil when it did not say.
    let tokens: Int?
  }

  /// The largest answer of a backend that counts, in bytes.
  private static let mostCollected = 1 << 20
  /// How long it may take, in milliseconds: a prompt is rather sent on an estimate than held up.
  private static let patience = 5_000

  let transport: CurlTransport

  /// What every dialect's answer to the question calls it.
  private static func tokens(in body: [UInt8]) -> Int? {
    (try? JSONDocument(parsing: body))?.root["input_tokens"]?.int
  }

  /// What a backend says to an attempt at the path where it counts; nil where it does not answer.
  func answer(to attempt: Attempt) async -> Answer? {
    await withDeadline(milliseconds: Self.patience) { [transport] () -> Answer? in
      do throws(TransportError) {
        let response = try await transport.open(attempt.call)
        let body = try await response.collect(limit: Self.mostCollected)
        return Answer(
          status: response.status, fields: Forwarding.passthrough.responseFields(of: response.fields),
          body: body,
          tokens: (200..<300).contains(response.status) ? Self.tokens(in: body) : nil)
      } catch {
        return nil
      }
    }
  }
}
