import Gateway
import Testing

@testable import CLI

@Suite("Pages for people")
struct PageTests {
  private static let narrow = Canvas(width: 80, hasColours: false)

  @Test("the models, and what is to be said of the backends")
  func models() {
    #expect(
      ModelsPage(report: Samples.models).text(on: .plain) == """
        NAME             BACKEND       WINDOW           TOOLS   VISION  IN $/M  OUT $/M  LOADED  ALIAS
        qwen3:8b         ollama        32,768  loaded   yes     no                       loaded  claude-local-qwen3-8b
        ollama/idle      ollama         4,096  assumed  no      yes                      no
        claude-opus-5-5  anthropic  1,000,000  table    yes     yes       4.00   20.005
        openai/new       openai             ?           prompt  no

        anthropic  https://api.anthropic.com  any of the vendor's models, with the client's own key or login
        box  http://box:8080  does not answer: refused

        """)
    #expect(ModelsPage(report: ModelsReport(backends: [], models: [])).text(on: .plain) == "No models.\n")
  }

  @Test("a diagnosis, each finding with its remedy")
  func diagnosis() {
    let page = DiagnosisPage(
      diagnosis: Diagnosis(
        ConfigurationError(problems: [.init(file: "c.yaml", message: "one"), .init(message: "two")])))
    #expect(
      page.text(on: .plain) == """
        broken  configuration  c.yaml: one
        broken  configuration  two

        2 things broken.

        """)
    let findings = [
      Diagnosis.Finding(subject: "a", level: .good, text: "fine"),
      .init(subject: "store", level: .warning, text: "open to all\nand more", remedy: "chmod"),
    ]
    #expect(
      DiagnosisPage(diagnosis: Diagnosis(findings: findings)).text(on: .plain) == """
        good    a      fine
        warning store  open to all
                       and more
                → chmod

        Nothing is broken; 1 thing could be better.

        """)
  }

  @Test("the count of a request, with the rule it was counted by")
  func tokens() {
    let model = TokenReport.Model(
      id: "claude-x", pattern: "claude-x*", tokenizer: "claude", vocabulary: "o200k",
      factors: [.init(kind: "prose", factor: 1.15)], window: 200_000)
    let report = TokenReport(
      name: "claude-x-1", model: model, input: .request,
      rows: [
        .init(part: "tools", pieces: 12, tokens: 19_000), .init(part: "user_text", pieces: 1, tokens: 1000),
      ], total: 20_000)
    #expect(
      TokenPage(report: report).text(on: .plain) == #"""
        PART       PIECES  TOKENS   SHARE
        tools          12  19,000  95.0 %
        user text       1   1,000   5.0 %
        total              20,000

        The model is claude-x in the table, found by the pattern claude-x*.
        Estimated for claude by the vocabulary o200k: prose x 1.15.
        That is 10.0 % of its window of 200,000 tokens.

        """#)
  }

  @Test("the count of a text, exact or for a model nobody knows")
  func tokensOfText() {
    let model = TokenReport.Model(
      id: "m", pattern: nil, tokenizer: "t", vocabulary: "qwen2", factors: [], window: 1000)
    #expect(
      TokenPage(report: TokenReport(name: "m", model: model, input: .text, rows: [], total: 1)).text(
        on: .plain)
          == #"""
          1 token

          The model is m in the table, found by its id.
          Counted by its own vocabulary, qwen2.
          That is 0.1 % of its window of 1,000 tokens.

          """#)
    #expect(
      TokenPage(report: TokenReport(name: "m", model: nil, input: .text, rows: [], total: 9)).text(on: .plain)
        == #"""
        9 tokens

        The model m is not in the table.
        Estimated by the number of bytes; a name from the table counts better.

        """#)
  }

  @Test("the list of sessions in a pipe")
  func list() {
    #expect(
      SessionListPage(report: Samples.list, now: Samples.now).text(on: .plain) == #"""
        ID            LAST TURN   TITLE                                TURNS    IN   OUT  TROUBLE             CONTEXT  CUTS  EPOCHS  TARGETS
        s3kq2v7d9x4m  3 min ago   Fix the parser of the 日本語 locale      3  1.2M  4.3K  1 failed, 1 cut  84.2K→6.1K    75       3  anthropic/claude-sonnet-4-5, box/qwen3-coder
        s8hw5n2c6r1t  3 days ago  ↳ (untitled)                             1     0     0

        """#)
  }

  @Test("the list of sessions on a narrow terminal, whose prompts went out untouched")
  func narrowList() {
    var list = Samples.list
    list.sessions[0].context = nil
    #expect(
      SessionListPage(report: list, now: Samples.now).text(on: Self.narrow) == #"""
        ID            LAST TURN   TITLE       TURNS    IN   OUT  TROUBLE     TARGETS
        s3kq2v7d9x4m  3 min ago   Fix the p…      3  1.2M  4.3K  1 failed,…  anthropic/…
        s8hw5n2c6r1t  3 days ago  ↳ (untitl…      1     0     0

        """#)
  }

  @Test("one session")
  func session() {
    #expect(
      SessionPage(report: Samples.session, now: Samples.now).text(on: .plain) == #"""
        Session s3kq2v7d9x4m
          title         Fix the parser of the 日本語 locale
          client        claude-cli
          kind          main
          began         2026-01-31 10:00:00 UTC, 2 h ago
          last turn     2026-01-31 11:57:00 UTC, 3 min ago
          models        claude-sonnet-4-5
          targets       anthropic/claude-sonnet-4-5, box/qwen3-coder
          recorded      3 turns, 2 branches, 12 messages on the last
          tokens        1.2M in, 4.3K out
          context       84,210 → 6,120 tokens at last, 3 epochs
          trouble       1 failed, 1 cut
          sub-agents    s8hw5n2c6r1t
          continues     s1
          continued by  s9

        Turn 1  main  2026-01-31 10:00:00 UTC  completed, tool_use
          claude-sonnet-4-5 → anthropic/claude-sonnet-4-5 (client credentials)
          1 message, 12.3K tokens in (11.0K from cache, 1.3K to cache), 345 out, 33.8 KB → 1.2 KB
          head after 121 ms, first event after 340 ms, over after 4.2 s, streamed

        Turn 2  main  2026-01-31 11:00:00 UTC  the answer broke off
          the backend counted 2,048 of 6,120 tokens: it has cut the prompt
          branch 1, forked after 4 messages
          qwen3-coder → box/qwen3-coder (rule 3), 2 attempts
          tier primary, complex, local only, token ci: no mark of a side request; 5 tool calls
          context: 84,210 → 6,120 of 8,192 tokens, 31 parts shortened, 44 messages dropped, epoch (full)
          5 messages, 100 B → 0 B
          head after 1.0 ms, over after 1 min 1 s
          den/qwen3 skipped: breaker-open: 3 failures
          lab/qwen3 failed after 1.2 s: overloaded: busy
          box/qwen3-coder answered after 59.8 s
          edited: image replaced by a note (2 times)
          edited: tool web_search left out
          stream-cut: the backend closed the connection

        Turn 3  title  2026-01-31 11:57:00 UTC  failed with status 404
          branch 1
          nobody, sent nowhere
          2 messages, 90 B → 80 B
          over after 0.4 ms, streamed
          not_found: no backend has 'nobody'

        """#)
  }

  @Test("one turn with the prompt that was forwarded, block by block")
  func prompt() {
    let text = SessionPage(report: Samples.oneTurn(withWords: false), now: Samples.now).text(on: .plain)
    #expect(
      text.hasSuffix(
        #"""

           PLACE    STATE    TOKENS  ORIGINAL  WHAT
           system   capped      412    14,210  system prompt
           tools    capped      903    16,400  15 tools
           1.1      full        210       210  user
        *  gateway  digest      380            digest of 44 messages
        *  2-45     dropped       0    50,978  44 messages
        *  46.2     stub         31     2,412  result of Bash go test ./...
           total              6,120    84,210
        * is new, or other than in the prompt before

        """#), "\(text)")
  }

  @Test("one turn with the words the model read; of the messages only the answer is left to show")
  func promptWithWords() {
    let text = SessionPage(report: Samples.oneTurn(withWords: true), now: Samples.now).text(on: .plain)
    #expect(
      text.contains(
        #"""

        system  capped  412 of 14,210 tokens  system prompt
          You help.
        tools  capped  903 of 16,400 tokens  15 tools
          []
        1.1  full  210 tokens  user
          Fix it, �[31mplease.
        * gateway  digest  380 tokens  digest of 44 messages
          Read a.
        * 2-45  dropped  0 of 50,978 tokens  44 messages
        * 46.2  stub  31 of 2,412 tokens  result of Bash go test ./...
          [cut]
        total  6,120 of 84,210 tokens
        * is new, or other than in the prompt before

        user
          result
          line 1
        """#), "\(text)")
    #expect(!text.contains("I shall look."))
  }

  @Test("that a backend has cut a prompt stands out, before what the turn was")
  func alarm() {
    let canvas = Canvas(width: nil, hasColours: true)
    let text = SessionPage(report: Samples.oneTurn(withWords: false), now: Samples.now).text(on: canvas)
    let notice = "\u{1B}[1;31m  the backend counted 2,048 of 6,120 tokens: it has cut the prompt\u{1B}[0m\n"
    #expect(text.contains(notice + "  branch 1"))
    #expect(!text.contains("edited: the backend"))
  }

  @Test("the list of sessions with everything in it fits a hundred columns")
  func fullList() {
    var busy = Samples.main
    (busy.id, busy.lastAt) = ("s3kq2v7d9x4m", Samples.now - .seconds(86_400 * 13))
    (busy.turns, busy.inputTokens, busy.outputTokens) = (1234, 123_456_789, 99_949)
    busy.context = .init(
      originalTokens: 1_199_000, sentTokens: 199_000, strippedParts: 400, droppedMessages: 599, epochs: 100)
    let canvas = Canvas(width: 100, hasColours: false)
    let text = SessionListPage(report: SessionListReport(sessions: [busy]), now: Samples.now).text(on: canvas)
    #expect(
      text == #"""
        ID            LAST TURN    TITLE     TURNS    IN    OUT  TROUBLE     CONTEXT  CUTS  EPOCHS  TARGETS
        s3kq2v7d9x4m  13 days ago  Fix the…  1,234  123M  99.9K  1 faile…  1.2M→199K   999     100  anthrop…

        """#)
  }

  @Test("what was edited and what went wrong are wrapped on a terminal, not cut")
  func sentences() {
    let canvas = Canvas(width: 30, hasColours: false)
    let text = SessionPage(report: Samples.session, now: Samples.now).text(on: canvas)
    #expect(text.contains("\n  edited: image replaced by\n    a note (2 times)\n"))
    #expect(text.contains("\n  stream-cut: the backend\n    closed the connection\n"))
  }

  @Test("messages on a terminal are wrapped and cut, and what they hold cannot steer it")
  func messagesOnATerminal() {
    let canvas = Canvas(width: 24, hasColours: false)
    let text = Samples.messages.map { MessageBlock(message: $0).text(on: canvas) }.joined()
    #expect(
      text == #"""
        user  turn 1
          Fix it, �[31mplease.
          [image, image/png, 12…
        assistant  turn 1
          thinking
          Hm.
          I shall look.
          calls Read
          {"path":"a"}
        user
          result
          line 1
          line 2
          line 3
          line 4
          line 5
          line 6
          line 7
          line 8
          line 9
          line 10
          line 11
          line 12
          line 13
          line 14
          line 15
          line 16
          … (more in a pipe)
          result (failed)
          no such file

        """#)
  }

  @Test("messages in a pipe are whole")
  func messagesInAPipe() {
    let text = Samples.messages.map { MessageBlock(message: $0).text(on: .plain) }.joined()
    #expect(text.contains("  line 40\n"))
    #expect(!text.contains("…"))
  }

  @Test("usage")
  func usage() {
    #expect(
      UsagePage(report: Samples.usage).text(on: .plain) == #"""
        MODEL              TURNS   INPUT  CACHE READ  CACHE WRITE  OUTPUT  FAILED
        claude-sonnet-4-5  1,200  34,567   1,234,567           89   4,321       2
        qwen3-coder            1      10           0            0       5       0
        total              1,201  34,577   1,234,567           89   4,326       2

        """#)
  }

  @Test("nothing is said in words")
  func nothing() {
    let empty = SessionListPage(report: SessionListReport(sessions: []), now: Samples.now)
    #expect(empty.text(on: .plain) == "No sessions.\n")
    #expect(
      UsagePage(report: UsageReport(days: 1, grouping: .day, rows: [])).text(on: .plain)
        == "Nothing was used in the last day.\n")
  }

  @Test("no page is wider than its terminal, with colours or without")
  func width() {
    var report = Samples.session
    report.messages = Samples.messages
    for width in 12...100 {
      for hasColours in [true, false] {
        let canvas = Canvas(width: width, hasColours: hasColours)
        let pages = [
          SessionListPage(report: Samples.list, now: Samples.now).text(on: canvas),
          SessionPage(report: report, now: Samples.now).text(on: canvas),
          SessionPage(report: Samples.oneTurn(withWords: false), now: Samples.now).text(on: canvas),
          SessionPage(report: Samples.oneTurn(withWords: true), now: Samples.now).text(on: canvas),
          UsagePage(report: Samples.usage).text(on: canvas),
        ]
        for line in pages.flatMap({ $0.split(separator: "\n") }) {
          #expect(line.withoutStyles.displayWidth <= width, "\(width): \(line)")
        }
      }
    }
  }
}

extension Substring {
  /// The line as it looks: without what styles it.
  var withoutStyles: String {
    var result = ""
    var rest = self
    while let escape = rest.firstIndex(of: "\u{1B}"), let end = rest[escape...].firstIndex(of: "m") {
      result += rest[..<escape]
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
