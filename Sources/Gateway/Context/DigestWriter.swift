import ContextEngine
import Conversations
import Dialects
import Reactor
import Routing
import Server
import Upstream
import Wire

/// Has the background tier put into words what has left a prompt, while nobody waits for it. What it writes is used at
/// the next epoch, and only if it says nothing that the steps do not.
@LoopActor
struct DigestWriter {
  /// How long one may take, in milliseconds.
  private static let patience = 300_000
  /// The largest answer that is taken, in bytes.
  private static let mostCollected = 1 << 20

  let dialect: AnthropicMessages
  let backends: BackendDirectory
  let transport: CurlTransport
  let health: HealthBoard
  let preparation: Preparation
  let counters: PromptCounters
  /// Where what was written is kept for the next epoch.
  let knowledge: ContextKnowledge
  let queue: DigestQueue
  /// Takes lines for the operator, each with its line feed.
  let tell: @Sendable (String) -> Void

  /// A digest that is to be written.
  private struct Wanted {
    let steps: RemovedSteps
    let session: SessionID
    /// Whether it is of a conversation that is not to leave this machine and its network.
    let isLocalOnly: Bool
  }

  /// Has the steps put into words that have left the prompt with an attempt, where the target's settings want that.
  func write(of attempt: Attempt) {
    guard let fitting = attempt.fitting, fitting.settings.digest == .llm, let steps = fitting.planned.removed,
      backends.hasBackgroundTier
    else { return }
    let wanted = Wanted(
      steps: steps, session: fitting.key.session, isLocalOnly: attempt.destination.isLocalOnly)
    queue.add {
      let text = await withDeadline(milliseconds: Self.patience) { await self.text(for: wanted) }
      if let text { knowledge.adopt(digest: text, of: steps.end) }
    }
  }

  private func text(for wanted: Wanted) async -> String? {
    let steps = wanted.steps
    for target in await backends.backgroundTargets(isLocalOnly: wanted.isLocalOnly) {
      do {
        let written = try await ask(target, for: wanted)
        return counters.lend(for: target.model) { counter in
          DigestCheck.checked(written, against: steps.earlierDigest + steps.transcript, counting: &counter)
        }
      } catch {
        tell("ctxgw: no digest from \(target.name): \(Self.words(for: error))\n")
      }
    }
    return nil
  }

  private static func words(for error: any Error) -> String {
    switch error {
    case let error as ClientError: error.message
    case let error as UpstreamError: error.message
    case let held as Held: held.message
    default: "\(error)"
    }
  }

  private func destination(of target: Target, _ wanted: Wanted) async throws(ClientError) -> Destination {
    let destination = await backends.destination(
      of: target,
      by: RouteDecision(
        targets: [target], tier: PolicyConfiguration.backgroundTier, rule: "writes digests", isNamed: false,
        isLocalOnly: wanted.isLocalOnly))
    try destination.checkReach()
    return destination
  }

  private func ask(_ target: Target, for wanted: Wanted) async throws -> String {
    let body = DigestPrompt.body(for: wanted.steps, model: target.model)
    let request = try dialect.read(try JSONDocument(parsing: body), fields: HTTPFields())
    let client = ClientRequest(
      chat: request, http: HTTPRequest(method: "POST", target: "/v1/messages"),
      admission: Admission(fields: HTTPFields()), dialect: dialect)
    let attempt = try await preparation.attempt(
      client, to: try await destination(of: target, wanted),
      at: SessionState(session: wanted.session, branch: 0, placement: .side, knownMessages: 0),
      kind: .background)
    // Since nobody waits, that something advises against a target is no reason to go without.
    let permit = try await health.claim(
      Claim(
        backend: attempt.destination.backend, model: attempt.destination.target.model, kind: .background,
        slots: attempt.destination.slots, isLastResort: true))
    let sentAt = LoopActor.shared.loop.now
    do throws(UpstreamError) {
      let answer = try await answer(to: attempt.using(permit.backend))
      permit.succeed(usage: answer.usage, firstEvent: nil, whole: LoopActor.shared.loop.now - sentAt)
      return answer.text
    } catch {
      let error = attempt.concealingKeys(in: error)
      permit.fail(error)
      throw error
    }
  }

  private func answer(to attempt: Attempt) async throws(UpstreamError) -> Answer {
    let status: Int
    let fields: HTTPFields
    let received: [UInt8]
    do throws(TransportError) {
      let response = try await transport.open(attempt.call)
      (status, fields) = (response.status, response.fields)
      received = try await response.collect(limit: Self.mostCollected)
    } catch {
      throw UpstreamError(error)
    }
    guard (200..<300).contains(status) else {
      throw UpstreamError(status: status, fields: fields, body: received)
    }
    return try WholeAnswer(received, isStream: false, to: attempt, as: .whole).answer
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
