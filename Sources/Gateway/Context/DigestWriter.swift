import ContextEngine
import Conversations
import Dialects
import Reactor
import Server
import Upstream
import Wire

/// Has the background tier put into words what has left a prompt, while nobody waits for it. What it writes is used at
/// the next epoch, and only if it says nothing that the steps do not.
@LoopActor
final class DigestWriter {
  /// Most digests that wait to be written; more are done without, since the gateway's own digest stands in their place.
  private static let mostWaiting = 8
  /// How long one may take, in milliseconds.
  private static let patience = 300_000
  /// The largest answer that is taken, in bytes.
  private static let mostCollected = 1 << 20

  private let targets: [String]
  private let dialect: AnthropicMessages
  private let backends: BackendDirectory
  private let preparation: Preparation
  private let transport: CurlTransport
  private let counters: PromptCounters
  private let tell: @Sendable (String) -> Void
  private var waiting: [Wanted] = []
  private var writing: Task<Void, Never>?

  /// A digest that is to be written.
  private struct Wanted {
    let steps: RemovedSteps
    let session: SessionID
    /// Whether it is of a conversation that is not to leave this machine and its network.
    let isLocalOnly: Bool
  }

  /// A writer that has nothing to write.
  ///
  /// - Parameter targets: the background tier, as `backend/model`; the first that can be reached writes.
  init(
    targets: [String], dialect: AnthropicMessages, backends: BackendDirectory, transport: CurlTransport,
    preparation: Preparation, counters: PromptCounters, tell: @escaping @Sendable (String) -> Void
  ) {
    self.targets = targets
    self.dialect = dialect
    self.backends = backends
    self.transport = transport
    self.counters = counters
    self.tell = tell
    self.preparation = preparation
  }

  /// Has the steps put into words that have left the prompt with an attempt, where the target's settings want that.
  func write(of attempt: Attempt) {
    guard let fitting = attempt.fitting, fitting.settings.digest == .llm, let steps = fitting.planned.removed,
      !targets.isEmpty, waiting.count < Self.mostWaiting
    else { return }
    let isLocalOnly = attempt.destination.isLocalOnly
    waiting.append(Wanted(steps: steps, session: fitting.key.session, isLocalOnly: isLocalOnly))
    if writing == nil { writing = spawn { await self.writeAll() } }
  }

  /// Stops writing.
  func stop() {
    waiting = []
    writing?.cancel()
  }

  private func writeAll() async {
    while !waiting.isEmpty {
      let wanted = waiting.removeFirst()
      let text = await withDeadline(milliseconds: Self.patience) { await self.text(for: wanted) }
      if let text { preparation.contexts.adopt(digest: text, of: wanted.steps.end) }
    }
    writing = nil
  }

  private func text(for wanted: Wanted) async -> String? {
    let steps = wanted.steps
    for target in targets {
      do {
        let written = try await ask(target, for: wanted)
        return counters.lend(for: target) { counter in
          DigestCheck.checked(written, against: steps.earlierDigest + steps.transcript, counting: &counter)
        }
      } catch let error as ClientError {
        tell("ctxgw: no digest from \(target): \(error.message)\n")
      } catch {
        tell("ctxgw: no digest from \(target): \(error)\n")
      }
    }
    return nil
  }

  private func ask(_ target: String, for wanted: Wanted) async throws -> String {
    let body = DigestPrompt.body(for: wanted.steps, model: target)
    let request = try dialect.read(try JSONDocument(parsing: body), fields: HTTPFields())
    let client = ClientRequest(
      chat: request, http: HTTPRequest(method: "POST", target: "/v1/messages"),
      admission: Admission(fields: HTTPFields()), dialect: dialect)
    let attempt = try await preparation.attempt(
      client, to: try await backends.route(client, isLocalOnly: wanted.isLocalOnly),
      at: SessionState(session: wanted.session, branch: 0, placement: .side, knownMessages: 0),
      kind: .background)
    let response = try await transport.open(attempt.call)
    let received = try await response.collect(limit: Self.mostCollected)
    guard (200..<300).contains(response.status) else {
      throw UpstreamError(status: response.status, fields: response.fields, body: received)
    }
    return try WholeAnswer(received, isStream: false, to: attempt, as: .whole).answer.text
  }
}

extension Answer {
  /// All that is said to the reader.
  fileprivate var text: String {
    parts.map { part in
      if case .text(let text) = part { String(decoding: text, as: UTF8.self) } else { "" }
    }.joined()
  }
}
