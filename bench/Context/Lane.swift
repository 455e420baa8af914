import ContextReplay
import Conversations
import Dialects
import Tokens
import Wire

/// A policy at work on all that one replay sends: what it forwards is encoded, read again, counted and checked.
final class Lane {
  /// What is printed.
  let name: String
  /// What came of it.
  private(set) var tally = Tally()

  /// Whether what is forwarded is also put into the dialects that are not the target's, and checked.
  /// The dialects whose bodies are checked.
  private static let checked: [DialectName] = [.anthropicMessages, .openAIChat, .ollamaChat]

  private let checksAllDialects: Bool
  private let make: () -> any ForwardingPolicy
  private let reader: PromptReader
  private let target: Target
  private let client: AnthropicMessages
  private var policies: [ContextKey: any ForwardingPolicy] = [:]
  /// The prompt before, by session: what the server has in its cache.
  private var earlier: [SessionID: ForwardedPrompt] = [:]
  /// The prompt before, by line: what the next one has to go on from.
  private var earlierOfLine: [ContextKey: ForwardedPrompt] = [:]

  /// A lane; `make` gives a policy for each line of a conversation.
  init(
    _ name: String, to target: Target, reader: PromptReader, client: AnthropicMessages,
    checksAllDialects: Bool = false, making make: @escaping () -> any ForwardingPolicy
  ) {
    self.name = name
    self.target = target
    self.reader = reader
    self.client = client
    self.make = make
    self.checksAllDialects = checksAllDialects
  }

  /// What a lane is told of a turn beside what its policy sees.
  struct Circumstances {
    /// What the turn needs of its prompt; nil where nobody knows.
    var needs: SessionNeeds?
    /// The place of its answer.
    var answer: Int?
    /// The number of its answer among those of its session, where facts are planted.
    var step: Int?
    /// The facts that were planted.
    var needles: [Needle]
    /// Whether the client itself has gone back, so that what it said since is gone.
    var isRewound: Bool
    /// Whether the window has been full before, or is now.
    var isFull: Bool
    /// What the client sent, in tokens.
    var originalTokens: Int
  }

  /// Forwards a turn; gives the prompt, or nil when the policy refuses.
  @discardableResult
  func forward(_ turn: PolicyTurn, _ circumstances: Circumstances) throws -> ForwardedPrompt? {
    var policy = policies[turn.key] ?? make()
    let decision: PolicyDecision
    do {
      decision = try policy.forward(turn)
    } catch {
      tally.requests += 1
      tally.refused += 1
      tally.faults.append("\(name), \(turn.window.name): \(error)")
      return nil
    }
    let prompt = try read(turn.request, decision.plan, of: turn)
    policy.note(exactTokens: prompt.tokens)
    if !turn.isSide { policies[turn.key] = policy }
    note(prompt, decision, of: turn, circumstances)
    return prompt
  }

  private func read(_ request: ChatRequest, _ plan: ContextPlan, of turn: PolicyTurn) throws
    -> ForwardedPrompt
  {
    for dialect in Self.checked where checksAllDialects && dialect != target.dialect {
      // In its own dialect an untouched request is the client's to answer for.
      if dialect == request.dialect, plan.isUntouched { continue }
      check(try body(request, plan, in: dialect), of: dialect, turn)
    }
    let body = try body(request, plan, in: target.dialect)
    check(body, of: target.dialect, turn)
    return reader.prompt(of: body, in: target.dialect)
  }

  private func body(_ request: ChatRequest, _ plan: ContextPlan, in dialect: DialectName) throws -> JSONValue
  {
    let encoder: any BackendDialect =
      switch dialect {
      case .anthropicMessages: client
      case .openAIChat: OpenAIChat()
      case .ollamaChat: OllamaChat()
      case .openAIResponses, .geminiGenerate:
        preconditionFailure("sessions are not replayed in \(dialect.rawValue)")
      }
    let encoded = try encoder.encode(
      request, for: target, plan: plan,
      conversation: { (request, plan) throws(ClientError) in
        try client.conversation(of: request, following: plan)
      })
    return try JSONDocument(parsing: encoded.body).root
  }

  private func check(_ body: JSONValue, of dialect: DialectName, _ turn: PolicyTurn) {
    guard let first = BodyCheck.violations(in: body, of: dialect).first else { return }
    tally.invalid += 1
    if tally.invalid == 1 {
      tally.faults.append("\(name), \(turn.window.name), \(dialect.rawValue): \(first)")
    }
  }

  private func note(
    _ prompt: ForwardedPrompt, _ decision: PolicyDecision, of turn: PolicyTurn,
    _ circumstances: Circumstances
  ) {
    let tokens = prompt.tokens
    tally.requests += 1
    if tokens > turn.window.limit { tally.overLimit += 1 }
    if tokens > turn.window.room { tally.overWindow += 1 }
    tally.mostFixedTokens = max(tally.mostFixedTokens, prompt.fixedTokens)
    if !decision.isDetermined { tally.undetermined += 1 }
    if decision.nanoseconds > 0 {
      tally.planning.append(
        PlanningTime(
          nanoseconds: decision.nanoseconds, originalTokens: circumstances.originalTokens,
          messages: turn.request.messages.count))
    }
    if let report = decision.report {
      tally.errors.append(Double(report.sentTokens - tokens) / Double(max(1, tokens)))
    }
    // A side request has a slot of its own, or none.
    guard !turn.isSide else { return }
    let before = earlier[turn.key.session]
    let shared = before.map { reader.prefix(of: prompt, sharedWith: $0) }
    let line = earlierOfLine[turn.key] ?? (circumstances.isRewound ? nil : before)
    let goesOn = line.map { reader.prefix(of: prompt, sharedWith: $0).isWhole } ?? true
    earlier[turn.key.session] = prompt
    earlierOfLine[turn.key] = prompt
    if !goesOn, !decision.isEpoch {
      tally.unexplained += 1
      if tally.unexplained == 1 {
        tally.faults.append(
          "\(name), \(turn.window.name): unexplained break at message \(turn.request.messages.count)")
      }
    }
    if let step = circumstances.step {
      tally.needles.look(for: circumstances.needles, atAnswer: step, in: prompt.probes)
    }
    guard circumstances.isFull else { return }
    tally.turns += 1
    tally.tokens += tokens
    tally.prefilled += tokens - (shared?.tokens ?? 0)
    tally.bytes += prompt.bytes
    tally.prefilledBytes += prompt.bytes - (shared?.bytes ?? 0)
    tally.originalTokens += circumstances.originalTokens
    if shared.map({ !$0.isWhole }) ?? false { tally.breaks += 1 }
    if decision.isEpoch { tally.epochs += 1 }
    if let needs = circumstances.needs, let answer = circumstances.answer {
      tally.add(needs.support(at: answer, in: prompt.probes))
    }
  }
}
