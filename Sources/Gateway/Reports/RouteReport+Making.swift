import ContextEngine
import Conversations
import Dialects
import Reactor
import Routing
import Store
import Upstream
import Wire

extension RouteReport {
  /// Reads, classifies, routes and plans a request as the gateway would. Backends are asked what they offer, and sent
  /// nothing.
  ///
  /// - Parameters:
  ///   - source: where the bytes are from, for messages.
  ///   - dialect: the one the request is written in.
  ///   - data: the program's own files.
  /// - Throws: `DataError` for a request without a meaning, and when the program's files are not in order.
  public static func make(
    of bytes: [UInt8], from source: String, in dialect: Dialect, _ configuration: Configuration,
    data: DataDirectory
  ) async throws -> RouteReport {
    try await RouteRehearsal(configuration, data).report(of: bytes, from: source, in: dialect)
  }

  fileprivate init(_ classification: Classification, of client: ClientRequest, by policy: Policy) {
    self.init(
      model: client.chat.model, kind: classification.kind.rawValue, mark: classification.mark,
      complexity: classification.complexity.rawValue, policy: policy.name)
    evidence = classification.evidence.map {
      Evidence(rule: $0.rule, weight: $0.weight, finding: $0.finding)
    }
  }

  fileprivate mutating func note(_ decision: RouteDecision, by policy: Policy) {
    (tier, rule, isLocalOnly, notes) = (decision.tier, decision.rule, decision.isLocalOnly, decision.notes)
    place = decision.ruleIndex.flatMap { policy.rules[$0].place }
    skipped = decision.skipped.map {
      Skipped(target: $0.target, cause: $0.cause.rawValue, reason: $0.reason)
    }
  }
}

/// The stations of a request up to the plan, with nothing behind them.
@LoopActor
private struct RouteRehearsal {
  private let backends: BackendDirectory
  private let contexts: ContextDesk
  private let catalog: ModelCatalog

  init(_ configuration: Configuration, _ data: DataDirectory) throws {
    let counters = try PromptCounters(data)
    let store = try ConversationStore(.memory, for: .serving)
    catalog = ModelCatalog(
      configuration,
      transport: CurlTransport(localAddresses: configuration.policy.addressesOfLocal))
    backends = BackendDirectory(
      catalog: catalog, policy: configuration.policy.policy,
      prices: Prices(configuration.backends, counters), models: configuration.models,
      anthropic: AnthropicMessages(), counters: counters)
    contexts = ContextDesk(
      configuration, knowledge: ContextKnowledge(store: store), store: store, counters: counters,
      toolTexts: try ToolTexts(data), tell: { _ in })
  }

  func report(
    of bytes: [UInt8], from source: String, in dialect: RouteReport.Dialect
  ) async throws -> RouteReport {
    let client = try dialect.request(in: bytes, from: source)
    let classification = backends.classify(client)
    let policy = backends.policy(for: client)
    var report = RouteReport(classification, of: client, by: policy)
    _ = await catalog.refresh(.start)
    do throws(ClientError) {
      let decision = try await backends.decide(client, classification, at: nil)
      report.note(decision, by: policy)
      for target in decision.targets {
        report.targets.append(
          await rehearse(client, await backends.destination(of: target, by: decision)))
      }
    } catch {
      report.failure = error.message
    }
    return report
  }

  private func rehearse(
    _ client: ClientRequest, _ destination: Destination
  ) async -> RouteReport.Target {
    let target = destination.target
    let state = SessionState(
      session: SessionID("s00000000000"), branch: 0, placement: .new, knownMessages: 0)
    var report = RouteReport.Target(
      name: target.name, isLocal: target.isLocal, window: target.window?.tokens,
      windowSource: target.window?.source.rawValue, plan: .untouched)
    do throws(ClientError) {
      try destination.checkReach()
      try await backends.checkTools(of: client, for: target)
      let fitting = try await contexts.fit(client, to: destination, at: state)
      if let fitting {
        report.plan = .fitted(PromptReport(wholeOf: fitting.report))
        report.window = fitting.report.window.tokens
        report.windowSource = fitting.report.window.source.rawValue
      }
    } catch {
      report.plan = .refused(error.message)
    }
    return report
  }
}

extension RouteReport.Dialect {
  private var name: DialectName {
    switch self {
    case .anthropic: .anthropicMessages
    case .openai: .openAIChat
    case .responses: .openAIResponses
    case .ollama: .ollamaChat
    }
  }

  /// The request in a body, of a client that brings a key of its own: those that do are the ones a policy sends to vendors.
  fileprivate func request(in bytes: [UInt8], from source: String) throws(DataError) -> ClientRequest {
    guard let dialect = ClientDialects()[name] else {
      preconditionFailure("these are the dialects that clients speak")
    }
    var fields = HTTPFields()
    fields.append("authorization", "Bearer route")
    do {
      let chat = try dialect.read(try JSONDocument(parsing: bytes), fields: fields)
      return ClientRequest(
        chat: chat, http: HTTPRequest(method: "POST", target: "/"), admission: Admission(fields: fields),
        dialect: dialect)
    } catch let error as ClientError {
      throw DataError(path: source, message: "is no request in this dialect (--dialect): \(error.message)")
    } catch {
      throw DataError(path: source, message: "is no JSON: \(error)")
    }
  }
}
