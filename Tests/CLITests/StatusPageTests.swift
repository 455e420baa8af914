import Gateway
import Testing

@testable import CLI

@Suite("The page of a running gateway")
struct StatusPageTests {
  @Test("everything that may be wrong, in a pipe")
  func full() {
    #expect(
      StatusPage(report: Samples.status).text(on: .plain) == #"""
        ctxgw 1.2.3  up 3 h 12 min, 2 of 64 streams
          policy hybrid, from /home/u/config.yaml, /home/u/policies/hybrid.yaml, read 5 min ago
          the files as they are now are not in force: config.yaml:3:1: unknown key 'polcy'; did you mean 'policy'? (2 min ago)
          restart to apply server.listen, store.path

        ready   anthropic   1 in flight
                            claude-opus-5-5: first event after 820 ms, 61 tokens/s, 1.5 failures since the last answer, 99 % of requests left, 8 % of tokens left for 34 s
        partly  zhipu       idle
                            glm-4.6: left alone for 4 min 10 s: it has asked for that
                            glm-4.5: tried with one request at a time: it has failed several times in a row
                            1 key left alone for a time
                            last error 3 min ago: glm-4.6, rate-limited: 1302: too many requests
        full    openrouter  idle
                            5h [####################] 100 %: 2.0M of 2.0M tokens, room again in 1 h 6 min
                            week [##################..] 92 %: 4.62 of 5.00 dollars
                            day [....................] 1 %: 12 of 1.0K requests
        ready   ollama      1 of 1 in flight, 2 waiting
                            qwen3:8b: loaded, window 32,768
        down    box         for 1 min 35 s: connection refused
        held    lab         idle; left alone for 1 h 0 min: it has refused the credentials

        SESSION       KIND             FOR  TARGET                     MODEL
        s3kq2v7d9x4m  main       1 min 5 s  anthropic/claude-opus-5-5  claude-opus-5-5
        s8hw5n2c6r1t  sub-agent        1 s  …                          claude-haiku

        The configuration is not in force, 3 of 6 backends cannot be used, 2 models left alone for a time.

        """#)
  }

  @Test("everything that may be wrong, on a narrow terminal")
  func narrow() {
    #expect(
      StatusPage(report: Samples.status).text(on: Canvas(width: 60, hasColours: false)) == #"""
        ctxgw 1.2.3  up 3 h 12 min, 2 of 64 streams
          policy hybrid, from /home/u/config.yaml,
            /home/u/policies/hybrid.yaml, read 5 min ago
          the files as they are now are not in force:
            config.yaml:3:1: unknown key 'polcy'; did you mean
            'policy'? (2 min ago)
          restart to apply server.listen, store.path

        ready   anthropic   1 in flight
                       claude-opus-5-5: first event after 820 ms,
                         61 tokens/s, 1.5 failures since the last
                         answer, 99 % of requests left, 8 % of
                         tokens left for 34 s
        partly  zhipu       idle
                       glm-4.6: left alone for 4 min 10 s: it has
                         asked for that
                       glm-4.5: tried with one request at a time:
                         it has failed several times in a row
                       1 key left alone for a time
                       last error 3 min ago: glm-4.6,
                         rate-limited: 1302: too many requests
        full    openrouter  idle
                       5h [####################] 100 %: 2.0M of
                         2.0M tokens, room again in 1 h 6 min
                       week [##################..] 92 %: 4.62 of
                         5.00 dollars
                       day [....................] 1 %: 12 of 1.0K
                         requests
        ready   ollama      1 of 1 in flight, 2 waiting
                       qwen3:8b: loaded, window 32,768
        down    box         for 1 min 35 s: connection refused
        held    lab
                       idle; left alone for 1 h 0 min: it has
                         refused the credentials

        SESSION       KIND             FOR  TARGET       MODEL
        s3kq2v7d9x4m  main       1 min 5 s  anthropic/…  claude-opu…
        s8hw5n2c6r1t  sub-agent        1 s  …            claude-hai…

        The configuration is not in force, 3 of 6 backends cannot
          be used, 2 models left alone for a time.

        """#)
  }

  @Test("a gateway without a file or a request, all of whose backends do well")
  func idle() {
    var report = Samples.status
    report.sources = .init(policy: "default", files: [], loadedAt: Samples.now)
    report.exchanges = []
    report.backends = ["ollama", "anthropic"].map {
      StatusReport.Backend(
        name: $0, kind: $0, url: "", isLocal: $0 == "ollama", state: $0 == "ollama" ? .ready : .unasked)
    }
    #expect(
      StatusPage(report: report).text(on: .plain) == #"""
        ctxgw 1.2.3  up 3 h 12 min, 0 of 64 streams
          policy default, from no file, read just now

        ready   ollama     idle
        unasked anthropic  idle

        All is well.

        """#)
  }

  @Test(
    "how a backend is, in a word",
    arguments: [
      (ModelsReport.State.ready, "ready"), (.unasked, "unasked"), (.loading, "loading"), (.locked, "locked"),
      (.foreign, "foreign"), (.absent, "down"),
    ])
  func words(state: ModelsReport.State, word: String) {
    var backend = StatusReport.Backend(name: "b", kind: "vllm", url: "u", isLocal: true, state: state)
    func text() -> String { BackendBlock(backend: backend, now: Samples.now, nameWidth: 1).text(on: .plain) }
    #expect(text().hasPrefix(word + " "))
    backend.hold = .init(state: .halfOpen, until: nil, reason: "r")
    let isThere = state == .ready || state == .unasked
    #expect(text().hasPrefix(isThere ? "trying " : word + " "))
  }

  @Test("no line is wider than its terminal, with colours or without")
  func width() {
    for width in 12...100 {
      for hasColours in [true, false] {
        let canvas = Canvas(width: width, hasColours: hasColours)
        for line in StatusPage(report: Samples.status).text(on: canvas).split(separator: "\n") {
          #expect(line.withoutStyles.displayWidth <= width, "\(width): \(line)")
        }
      }
    }
  }

  @Test("what was let go, and that nothing was")
  func reset() {
    let all = ResetReport(backends: ["a", "b"], released: ["a", "b/m"])
    #expect(
      ResetPage(report: all).text == "Requests may go to a again.\nRequests may go to b/m again.\n")
    #expect(
      ResetPage(report: ResetReport(backends: ["a"], released: [])).text
        == "Nothing kept requests from a.\n")
    #expect(
      ResetPage(report: ResetReport(backends: ["a", "b"], released: [])).text
        == "Nothing kept requests from any backend.\n")
  }
}
