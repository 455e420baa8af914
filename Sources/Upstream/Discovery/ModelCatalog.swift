import Conversations
import Reactor

/// The models of all backends, as far as they are known; asks again when there is a reason to.
///
/// Backends are asked all at once and each within a limit. Whoever wants a backend asked that is being asked already
/// waits for that answer.
@LoopActor public final class ModelCatalog {
  /// Puts one question to a server and collects the answer; cancelled when time is up.
  public typealias Ask = @LoopActor (UpstreamCall) async throws(TransportError) -> ProbeAnswer

  /// The longest list that is read, in bytes. Of the large vendors' lists one has 600 KB.
  private static let maxAnswer = 8 << 20

  private let configured: [Backend]
  private let discovered: [Backend]
  private let limit: Duration?
  private let now: @LoopActor () -> UInt64
  private let ask: Ask
  private var findings: [String: ServerFinding] = [:]
  /// What each backend offered when it last answered.
  private var remembered: [String: [ModelCard]] = [:]
  /// The facts of models that were asked for by name, by backend and model.
  private var facts: [String: [String: ModelFacts]] = [:]
  /// The asking of each backend, while it lasts.
  private var inquiries: [String: Task<Void, Never>] = [:]
  private var invalidated: Set<String> = []
  private var schedule = RefreshSchedule()

  /// A catalogue that knows nothing yet.
  ///
  /// - Parameters:
  ///   - configured: the backends of the configuration, whose names are unique; always listed.
  ///   - discovered: servers that may be there, see `LocalServers`; listed once they have answered.
  ///   - limit: how long a backend may take to answer; nil means a second for local ones and five for others.
  ///   - now: the monotonic time in nanoseconds.
  ///   - ask: puts a question to a server.
  public init(
    configured: [Backend], discovered: [Backend], limit: Duration? = nil,
    now: @escaping @LoopActor () -> UInt64 = { LoopActor.shared.loop.now }, ask: @escaping Ask
  ) {
    self.configured = configured
    self.discovered = discovered
    self.limit = limit
    self.now = now
    self.ask = ask
  }

  /// A catalogue that asks by HTTP.
  public convenience init(configured: [Backend], discovered: [Backend], transport: CurlTransport) {
    self.init(configured: configured, discovered: discovered) { (call) async throws(TransportError) in
      let response = try await transport.open(call)
      return ProbeAnswer(status: response.status, body: try await response.collect(limit: Self.maxAnswer))
    }
  }

  /// Takes up what an earlier catalogue has found out about backends that are the same in this one.
  public func takeUp(_ earlier: ModelCatalog) {
    schedule = earlier.schedule
    for name in backends.filter(earlier.backends.contains).map(\.name) {
      findings[name] = earlier.findings[name]
      remembered[name] = earlier.remembered[name]
      facts[name] = earlier.facts[name]
      // What is being asked there is not told here.
      if earlier.invalidated.contains(name) || earlier.inquiries[name] != nil { invalidated.insert(name) }
    }
  }

  /// Begins to ask the backends that have never been asked; nobody waits for that.
  public func askNewcomers() {
    for backend in backends where findings[backend.name] == nil { _ = inquire(backend) }
  }

  /// What is known: configured backends in their order, then the discovered ones that have answered, if only once.
  ///
  /// Backends that were invalidated or were loading are asked first, if it is time to. Those that were asked some minutes
  /// ago are asked again, and nobody waits for that.
  public func listings() async -> [BackendListing] {
    await waitFor(backends.filter(isDoubtful).compactMap(inquire))
    for backend in backends where isStale(backend) { _ = inquire(backend) }
    return backends.compactMap(listing)
  }

  /// What is known by now, for somebody who cannot wait longer than this; backends are asked meanwhile, unless that was
  /// done not long ago, and tell the next who asks.
  public func listings(within milliseconds: Int) async -> [BackendListing] {
    let isDue = schedule.admit(.offer, at: now())
    let pending = backends.filter { isDue || isDoubtful($0) }.compactMap(inquire)
    await wait(for: pending + inquiries.values, atMost: milliseconds)
    return backends.compactMap(listing)
  }

  /// Asks all backends again, unless that was done for the same reason not long ago. Returns whether anything may have
  /// changed, by this or by somebody else's asking.
  public func refresh(_ reason: RefreshReason) async -> Bool {
    let isDue = schedule.admit(reason, at: now())
    let pending = isDue ? backends.compactMap(inquire) : Array(inquiries.values)
    await waitFor(pending)
    return !pending.isEmpty
  }

  /// Asks a local backend that has not told its models yet, because it is only being asked for the first time or was not
  /// there when it was: what is sent to it before depends on a window that nobody knows. Returns whether it has told them
  /// now.
  public func hearFrom(backend name: String) async -> Bool {
    guard remembered[name] == nil, let backend = backends.first(where: { $0.name == name }), backend.isLocal
    else { return false }
    let isDue = inquiries[name] != nil || schedule.admit(.unheard(backend: name), at: now())
    await waitFor(isDue ? inquire(backend).map { [$0] } ?? [] : [])
    return remembered[name] != nil
  }

  /// Asks a backend again that has been away, at once and however lately it was asked.
  public func hearAgain(from name: String) async {
    await waitFor(backends.filter { $0.name == name }.compactMap(inquire))
  }

  /// Notes that a backend no longer is as it was listed; it is asked before the next listing.
  public func invalidate(backend name: String) {
    invalidated.insert(name)
  }

  /// A model as it is at this moment, with the window that a request for it has to name; nil where requests name none.
  /// Asks every time, because others may load the model too; a server that does not answer in time is believed to be as
  /// it was, and one that never has to be as careless as any.
  ///
  /// - Parameter window: what the operator has configured for the model, in tokens; nil leaves it to the backend's.
  public func card(of model: String, at name: String, configured window: Int?) async -> ModelCard? {
    guard let backend = backends.first(where: { $0.name == name }), let probe = backend.modelProbe else {
      return nil
    }
    if remembered[name] == nil { await waitFor(inquire(backend).map { [$0] } ?? []) }
    let cards = remembered[name] ?? []
    let ids = probe.ids(model)
    var card =
      cards.first { ids.contains($0.id) }
      ?? .unlisted(model, refusesOverflow: cards.first?.traits.refusesOverflow ?? isAbsent(name))
    card.isRemote = card.isRemote || probe.isRemote(model)
    // One that has just failed to tell what it has is not asked more.
    let loaded = cards.isEmpty ? nil : await answer(of: backend, to: probe.loaded)
    let told = cards.isEmpty ? nil : await facts(of: model, at: backend, by: probe)
    let facts = told ?? ModelFacts()
    card.window = facts.window(
      loaded: loaded.map { probe.readLoaded(model, $0) } ?? card.window, configured: window ?? backend.window,
      unknown: backend.unknownWindow)
    card.traits = facts.applied(to: card.traits)
    card.isRemote = card.isRemote || facts.isRemote
    card.isDescribed = card.isDescribed || told != nil
    return card
  }
}

extension Backend {
  fileprivate var routine: RefreshReason { .routine(backend: name, isLocal: isLocal) }
}

extension ModelCard {
  /// A model that its server does not list.
  fileprivate static func unlisted(_ id: String, refusesOverflow: Bool) -> ModelCard {
    var traits = ModelTraits.textOnly
    traits.refusesOverflow = refusesOverflow
    return ModelCard(id: id, window: nil, traits: traits, isLoaded: false, isDescribed: false)
  }
}

// MARK: - What is known

extension ModelCatalog {
  private var backends: [Backend] { configured + discovered }

  private func listing(of backend: Backend) -> BackendListing? {
    let remembered = remembered[backend.name]
    guard remembered != nil || configured.contains(where: { $0.name == backend.name }) else { return nil }
    return BackendListing(
      backend: backend, finding: findings[backend.name], remembered: remembered ?? [])
  }

  /// Whether nobody is there, who would refuse everything.
  private func isAbsent(_ name: String) -> Bool {
    if case .absent = findings[name] { true } else { false }
  }

  private func isDoubtful(_ backend: Backend) -> Bool {
    let name = backend.name
    if invalidated.contains(name) { return schedule.admit(.invalidated(backend: name), at: now()) }
    return findings[name] == .loading && schedule.admit(.loading(backend: name), at: now())
  }

  private func isStale(_ backend: Backend) -> Bool {
    findings[backend.name] != nil && schedule.admit(backend.routine, at: now())
  }
}

// MARK: - Asking

extension ModelCatalog {
  /// The asking of a backend, begun unless it is under way; nil for a backend that is never asked.
  private func inquire(_ backend: Backend) -> Task<Void, Never>? {
    if let running = inquiries[backend.name] { return running }
    guard let probe = backend.probe else { return nil }
    invalidated.remove(backend.name)
    let limit = limit ?? backend.probeLimit
    let inquiry = spawn {
      let finding = await withDeadline(milliseconds: Int(limit / .milliseconds(1))) {
        await self.finding(of: backend, by: probe, within: limit)
      }
      self.settle(backend, finding)
    }
    inquiries[backend.name] = inquiry
    return inquiry
  }

  private func settle(_ backend: Backend, _ finding: ServerFinding) {
    findings[backend.name] = finding.following(findings[backend.name])
    schedule.note(backend.routine, at: now())
    facts[backend.name] = nil
    if case .models(let cards) = finding { remembered[backend.name] = cards }
    inquiries[backend.name] = nil
  }

  /// The facts of a model, asked for once between two askings of its backend; nil where the server tells none.
  private func facts(of model: String, at backend: Backend, by probe: ModelProbe) async -> ModelFacts? {
    if let known = facts[backend.name]?[model] { return known }
    guard let answer = await answer(of: backend, to: probe.facts(model)) else { return nil }
    let read = await offLoop { probe.readFacts(answer) }
    facts[backend.name, default: [:]][model] = read
    return read
  }

  /// The good answer to one question; nil where none comes within the limit.
  private func answer(of backend: Backend, to question: ModelProbe.Question) async -> ProbeAnswer? {
    let limit = limit ?? backend.probeLimit
    return await withDeadline(milliseconds: Int(limit / .milliseconds(1))) { [ask] in
      do throws(TransportError) {
        let answer = try await ask(backend.question(question.path, body: question.body))
        return answer.status == 200 ? answer : nil
      } catch {
        return nil
      }
    }
  }

  private func waitFor(_ inquiries: [Task<Void, Never>]) async {
    for inquiry in inquiries { await inquiry.value }
  }

  private func finding(
    of backend: Backend, by probe: ServerProbe, within limit: Duration
  ) async -> ServerFinding {
    do throws(TransportError) {
      var found = ServerFinding.unrecognised
      for probe in [probe] + probe.older where found == .unrecognised {
        let answers = try await answers(of: backend, to: probe.paths)
        found = await offLoop { probe.finding(from: answers) }
      }
      return found
    } catch {
      return error == .cancelled ? .silent("no answer within \(limit)") : ServerFinding(error)
    }
  }

  /// One question after the other, so that they share a connection and a closed port is knocked at once.
  private func answers(of backend: Backend, to paths: [String]) async throws(TransportError) -> [ProbeAnswer]
  {
    var answers: [ProbeAnswer] = []
    for path in paths {
      answers.append(try await ask(backend.question(path)))
      guard answers.first?.status == 200 else { break }
    }
    return answers
  }
}
