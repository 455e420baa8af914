import Testing
import Wire

@testable import Gateway

@Suite("What is told of a running gateway")
struct StatusReportTests {
  private static let now = Timestamp(milliseconds: 1_769_860_800_123)

  private static var full: StatusReport {
    var backend = StatusReport.Backend(name: "b", kind: "ollama", url: "u", isLocal: true, state: .absent)
    (backend.downSince, backend.problem) = (now, "refused")
    backend.hold = .init(state: .open, until: now, reason: "failures")
    var model = StatusReport.Model(name: "m", isLoaded: true)
    (model.window, model.windowSource, model.failures) = (8192, "loaded", 1.5)
    model.hold = .init(state: .halfOpen, until: nil, reason: "r")
    (model.firstEventMilliseconds, model.tokensPerSecond) = (12.5, 61)
    model.limits = [
      .init(name: "", remaining: 0.25, resetsAt: now), .init(name: "x", remaining: 0, resetsAt: nil),
    ]
    backend.models = [model, StatusReport.Model(name: "n", isLoaded: false)]
    (backend.inFlight, backend.waiting, backend.places, backend.heldKeys) = (1, 2, 3, 4)
    backend.quotas = [
      .init(window: "5h", unit: .tokens, used: 1, limit: 2, roomAt: nil),
      .init(window: "day", unit: .money, used: 4.5, limit: 4.25, roomAt: now),
    ]
    backend.lastError = .init(at: now, model: nil, type: "overloaded", message: "a \"b\"\n")
    return StatusReport(
      at: now, version: "1", startedAt: now, isStopping: true,
      sources: .init(
        policy: "p", files: ["f", "g"], loadedAt: now, awaitingRestart: ["server.listen"],
        problem: .init(at: now, message: "m")), mostExchanges: 64,
      exchanges: [
        .init(session: "s", kind: "main", model: "m", target: "b/m", since: now),
        .init(session: "t", kind: "title", model: "m", target: nil, since: now),
      ],
      backends: [
        backend, StatusReport.Backend(name: "c", kind: "k", url: "v", isLocal: false, state: .unasked),
      ])
  }

  @Test("a report is read back as it was written")
  func coding() throws {
    let document = try JSONDocument(parsing: Self.full.json)
    #expect(StatusReport(document.root) == Self.full)
    let reset = ResetReport(backends: ["a", "b"], released: ["a/m"])
    #expect(ResetReport(try JSONDocument(parsing: reset.json).root) == reset)
  }

  @Test("what is no report is not taken for one", arguments: ["{}", "[]", #"{"status":"ok"}"#])
  func foreign(_ text: String) throws {
    let document = try JSONDocument(parsing: Array(text.utf8))
    #expect(StatusReport(document.root) == nil)
    #expect(ResetReport(document.root) == nil)
  }

  @Test("its shape, on which scripts rely")
  func shape() {
    #expect(
      String(decoding: Self.full.json, as: UTF8.self) == #"""
        {"at":"2026-01-31T12:00:00.123Z","version":"1"\#
        ,"started_at":"2026-01-31T12:00:00.123Z","stopping":true\#
        ,"configuration":{"policy":"p","files":["f","g"],"loaded_at":"2026-01-31T12:00:00.123Z","awaiting_restart":["server.listen"],"problem":{"at":"2026-01-31T12:00:00.123Z","message":"m"}},"most_exchanges":64\#
        ,"exchanges":[{"session":"s","kind":"main","model":"m","target":"b/m","since":"2026-01-31T12:00:00.123Z"},{"session":"t","kind":"title","model":"m","target":null,"since":"2026-01-31T12:00:00.123Z"}]\#
        ,"backends":[{"name":"b","kind":"ollama","url":"u","local":true,"state":"absent"\#
        ,"down_since":"2026-01-31T12:00:00.123Z","problem":"refused"\#
        ,"hold":{"state":"open","until":"2026-01-31T12:00:00.123Z","reason":"failures"}\#
        ,"models":[{"name":"m"\#
        ,"loaded":true,"window":8192,"window_source":"loaded"\#
        ,"hold":{"state":"half-open","until":null,"reason":"r"},"failures":1.5,"first_event_ms":12.5,"tokens_per_second":61.0\#
        ,"limits":[{"name":"","remaining":0.25,"resets_at":"2026-01-31T12:00:00.123Z"},{"name":"x","remaining":0.0,"resets_at":null}]},{"name":"n"\#
        ,"loaded":false,"window":null,"window_source":null\#
        ,"hold":null,"failures":0.0,"first_event_ms":null,"tokens_per_second":null\#
        ,"limits":[]}]\#
        ,"in_flight":1,"waiting":2\#
        ,"places":3,"held_keys":4\#
        ,"quotas":[{"window":"5h","unit":"tokens","used":1.0,"limit":2.0,"room_at":null},{"window":"day","unit":"money","used":4.5,"limit":4.25,"room_at":"2026-01-31T12:00:00.123Z"}]\#
        ,"last_error":{"at":"2026-01-31T12:00:00.123Z","model":null,"type":"overloaded","message":"a \"b\"\n"}},{"name":"c","kind":"k","url":"v","local":false,"state":"unasked"\#
        ,"down_since":null,"problem":null\#
        ,"hold":null\#
        ,"models":[]\#
        ,"in_flight":0,"waiting":0\#
        ,"places":null,"held_keys":0\#
        ,"quotas":[]\#
        ,"last_error":null}]}
        """#)
  }
}
