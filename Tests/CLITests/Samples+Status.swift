import Gateway

extension Samples {
  /// A gateway that has something of everything.
  static let status = StatusReport(
    at: now, version: "1.2.3", startedAt: now - .seconds(11_520), isStopping: false,
    sources: .init(
      policy: "hybrid", files: ["/home/u/config.yaml", "/home/u/policies/hybrid.yaml"],
      loadedAt: now - .seconds(300), awaitingRestart: ["server.listen", "store.path"],
      problem: .init(
        at: now - .seconds(120), message: "config.yaml:3:1: unknown key 'polcy'; did you mean 'policy'?")),
    mostExchanges: 64,
    exchanges: [
      .init(
        session: "s3kq2v7d9x4m", kind: "main", model: "claude-opus-5-5", target: "anthropic/claude-opus-5-5",
        since: now - .seconds(65)),
      .init(
        session: "s8hw5n2c6r1t", kind: "sub-agent", model: "claude-haiku", target: nil,
        since: now - .seconds(1)
      ),
    ],
    backends: [vendor, throttled, full, waited, gone, doubted])

  private static var vendor: StatusReport.Backend {
    var backend = backend("anthropic", .unasked, isLocal: false)
    var model = StatusReport.Model(name: "claude-opus-5-5", isLoaded: false)
    (model.firstEventMilliseconds, model.tokensPerSecond, model.failures) = (820, 61.4, 1.5)
    model.limits = [
      .init(name: "requests", remaining: 0.999, resetsAt: nil),
      .init(name: "tokens", remaining: 0.084, resetsAt: now - .seconds(-34)),
      .init(name: "old", remaining: 0, resetsAt: now - .seconds(1)),
    ]
    (backend.models, backend.inFlight) = ([model], 1)
    return backend
  }

  private static var throttled: StatusReport.Backend {
    var backend = backend("zhipu", .ready, isLocal: false)
    var held = StatusReport.Model(name: "glm-4.6", isLoaded: false)
    held.hold = .init(state: .open, until: now - .seconds(-250), reason: "it has asked for that")
    var tried = StatusReport.Model(name: "glm-4.5", isLoaded: false)
    tried.hold = .init(state: .halfOpen, until: nil, reason: "it has failed several times in a row")
    (backend.models, backend.heldKeys) = ([held, tried], 1)
    backend.lastError = .init(
      at: now - .seconds(180), model: "glm-4.6", type: "rate-limited", message: "1302: too many\nrequests")
    return backend
  }

  private static var full: StatusReport.Backend {
    var backend = backend("openrouter", .ready, isLocal: false)
    backend.quotas = [
      .init(
        window: "5h", unit: .tokens, used: 2_000_000, limit: 2_000_000, roomAt: now - .seconds(-4000)),
      .init(window: "week", unit: .money, used: 4.62, limit: 5, roomAt: nil),
      .init(window: "day", unit: .requests, used: 12, limit: 1000, roomAt: nil),
    ]
    return backend
  }

  private static var waited: StatusReport.Backend {
    var backend = backend("ollama", .ready, isLocal: true)
    var model = StatusReport.Model(name: "qwen3:8b", isLoaded: true)
    (model.window, model.windowSource) = (32_768, "loaded")
    (backend.models, backend.inFlight, backend.waiting, backend.places) = ([model], 1, 2, 1)
    return backend
  }

  private static var gone: StatusReport.Backend {
    var backend = backend("box", .absent, isLocal: true)
    (backend.downSince, backend.problem) = (now - .seconds(95), "connection refused")
    return backend
  }

  private static var doubted: StatusReport.Backend {
    var backend = backend("lab", .ready, isLocal: false)
    backend.hold = .init(
      state: .open, until: now - .seconds(-3600), reason: "it has refused the credentials")
    return backend
  }

  private static func backend(
    _ name: String, _ state: ModelsReport.State, isLocal: Bool
  ) -> StatusReport.Backend {
    StatusReport.Backend(name: name, kind: name, url: "http://\(name)", isLocal: isLocal, state: state)
  }
}
