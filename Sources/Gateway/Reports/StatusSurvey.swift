import Conversations
import Reactor
import Routing
import Upstream

/// Looks around for the operator: how the gateway and its backends are, and what may be used again.
@LoopActor
struct StatusSurvey {
  /// How long the backends have to say how they are, in milliseconds.
  private static let patience = 300

  let configuration: Configuration
  let catalog: ModelCatalog
  let health: HealthBoard
  let run: RunState

  /// How everything is.
  func report() async -> StatusReport {
    let listings = await catalog.listings(within: Self.patience)
    let states = Dictionary(health.report().map { ($0.name, $0) }) { first, _ in first }
    return StatusReport(
      at: .now(), version: Version.current, startedAt: Timestamp(milliseconds: run.startedAt),
      isStopping: run.isStopping, sources: sources, mostExchanges: run.places.count,
      exchanges: run.places.exchanges.map(StatusReport.Exchange.init),
      backends: listings.map { StatusReport.Backend($0, states[$0.backend.name]) })
  }

  /// Has a backend, or all, used again that requests are kept from.
  ///
  /// - Throws: `notFound` for a backend that is not there.
  func reset(_ backend: String?) async throws(ClientError) -> ResetReport {
    let names = await catalog.listings(within: Self.patience).map(\.backend.name)
    if let backend, !names.contains(backend) {
      throw ClientError(
        .notFound,
        "no backend is called '\(backend)'\(Suggestion.sentence(for: backend, among: names)); "
          + "there are \(names.joined(separator: ", "))", shouldRetry: false)
    }
    let released = health.reset(backend)
    return ResetReport(
      backends: backend.map { [$0] } ?? names,
      released: released.map { breaker in
        breaker.model.map { "\(breaker.backend)/\($0)" } ?? breaker.backend
      })
  }

  private var sources: StatusReport.Sources {
    let state = run.reload()
    return StatusReport.Sources(
      policy: configuration.policy.policy.name, files: state?.files.filter { FileStamp($0) != nil } ?? [],
      loadedAt: Timestamp(milliseconds: state?.loadedAt ?? run.startedAt),
      awaitingRestart: state?.awaitingRestart ?? [],
      problem: state?.failure.map { failure in
        StatusReport.Problem(
          at: Timestamp(milliseconds: failure.at),
          message: failure.problems.map { "\($0)" }.joined(separator: "; "))
      })
  }
}

extension StatusReport.Exchange {
  @LoopActor
  fileprivate init(_ exchange: Places.Exchange) {
    self.init(
      session: exchange.session.text, kind: exchange.kind.rawValue, model: exchange.model,
      target: exchange.reply.stated("x-ctxgw-target"), since: Timestamp(milliseconds: exchange.receivedAt))
  }
}
