import Gateway

/// Reports that have something of everything.
enum Samples {
  /// 2026-01-31T12:00:00Z
  static let now = Timestamp(milliseconds: 1_769_860_800_000)

  static let main = SessionSummary(
    id: "s3kq2v7d9x4m", title: "Fix the\nparser of the 日本語 locale", client: "claude-cli", kind: "main",
    parent: nil, continues: "s1", createdAt: now - .seconds(7200), lastAt: now - .seconds(180), turns: 3,
    messages: 12, branches: 2, models: ["claude-sonnet-4-5"],
    targets: ["anthropic/claude-sonnet-4-5", "box/qwen3-coder"], inputTokens: 1_234_567, outputTokens: 4321,
    failed: 1, cut: 1,
    context: .init(
      originalTokens: 84_210, sentTokens: 6120, strippedParts: 31, droppedMessages: 44, epochs: 3))

  static let agent = SessionSummary(
    id: "s8hw5n2c6r1t", title: nil, client: nil, kind: "sub-agent", parent: "s3kq2v7d9x4m", continues: nil,
    createdAt: now - .seconds(86_400 * 3), lastAt: now - .seconds(86_400 * 3), turns: 1, messages: 2,
    branches: 1, models: [], targets: [], inputTokens: 0, outputTokens: 0, failed: 0, cut: 0,
    context: nil)

  static let list = SessionListReport(sessions: [main, agent])

  static let session = SessionReport(
    summary: main, continuedBy: ["s9"], children: [agent.id], turns: [completed, forked, failed],
    messages: nil)

  static let models = ModelsReport(
    backends: [
      backend("ollama", "http://127.0.0.1:11434", .ready),
      backend("anthropic", "https://api.anthropic.com", .unasked),
      backend("box", "http://box:8080", .absent),
    ],
    models: [
      model("qwen3:8b", alias: "claude-local-qwen3-8b", "ollama", window: 32_768, "loaded"),
      model(
        "ollama/idle", "ollama", window: 4096, "assumed", isLoaded: false, tools: "none", seesImages: true),
      model(
        "claude-opus-5-5", "anthropic", isLocal: false, window: 1_000_000, "table", seesImages: true,
        price: .init(input: 4, output: 20.005)),
      model("openai/new", "openai", isLocal: false, window: nil, nil, tools: "prompt"),
    ])

  private static func backend(
    _ name: String, _ url: String, _ state: ModelsReport.State
  ) -> ModelsReport.Backend {
    ModelsReport.Backend(
      name: name, kind: name, url: url, isLocal: name != "anthropic",
      showsClientCredentials: name == "anthropic",
      state: state, problem: name == "box" ? "refused" : nil)
  }

  private static func model(
    _ id: String, alias: String? = nil, _ backend: String, isLocal: Bool = true, window: Int?,
    _ source: String?,
    isLoaded: Bool = true, tools: String = "native", seesImages: Bool = false,
    price: ModelsReport.Price? = nil
  ) -> ModelsReport.Model {
    ModelsReport.Model(
      id: id, alias: alias, backend: backend, name: id, isLocal: isLocal, isListed: true, isLoaded: isLoaded,
      window: window,
      windowSource: source, maxOutputTokens: nil, tools: tools, seesImages: seesImages, thinks: nil,
      price: price)
  }

  static let messages: [MessageReport] = [
    MessageReport(
      role: "user", hash: "00", turn: 1, body: Array("{}".utf8),
      parts: [.text("Fix it, \u{1B}[31mplease.\n"), .note("image, image/png, 12 bytes")]),
    MessageReport(
      role: "assistant", hash: "01", turn: 1, body: Array("{}".utf8),
      parts: [.thinking("Hm."), .text("I shall look."), .toolCall(name: "Read", input: "{\"path\":\"a\"}")]),
    MessageReport(
      role: "user", hash: "02", turn: nil, body: Array("{}".utf8),
      parts: [
        .toolResult((1...40).map { "line \($0)" }.joined(separator: "\n"), isError: false),
        .toolResult("no such file", isError: true),
      ]),
  ]

  private static let completed = TurnReport(
    number: 1, branch: 0, forkedAt: nil, kind: "main", dialect: "anthropic-messages",
    model: "claude-sonnet-4-5", target: "anthropic/claude-sonnet-4-5", context: nil,
    rule: "client credentials",
    attempts: 1, notes: [], outcome: "completed", status: 200, failure: nil, stopReason: "tool_use",
    isStreamed: true,
    usage: .init(input: 12, cacheRead: 11_000, cacheWrite: 1333, output: 345),
    receivedAt: now - .seconds(7200), headMilliseconds: 120.5, firstEventMilliseconds: 340,
    totalMilliseconds: 4230, requestBytes: 34_567, responseBytes: 1200, messages: 1)

  private static let forked = TurnReport(
    number: 2, branch: 1, forkedAt: 4, kind: "main", dialect: "anthropic-messages", model: "qwen3-coder",
    target: "box/qwen3-coder", context: prompt(blocks: nil), rule: "rule 3",
    routing: .init(
      tier: "primary", complexity: "complex", evidence: ["no mark of a side request", "5 tool calls"],
      isLocalOnly: true, token: "ci"),
    attempts: 2,
    hops: [
      .init(
        target: "den/qwen3", outcome: "skipped", startMilliseconds: 0.1, endMilliseconds: 0.2,
        failure: .init(type: "breaker-open", message: "3 failures")),
      .init(
        target: "lab/qwen3", outcome: "failed", startMilliseconds: 0.2, endMilliseconds: 1200.2,
        failure: .init(type: "overloaded", message: "busy")),
      .init(target: "box/qwen3-coder", outcome: "answered", startMilliseconds: 1201, endMilliseconds: 61_000),
    ],
    notes: [
      "image replaced by a note (2 times)", "tool web_search left out",
      "the backend counted 2,048 of 6,120 tokens: it has cut the prompt",
    ],
    outcome: "cut", status: 200,
    failure: .init(type: "stream-cut", message: "the backend closed\nthe connection"), stopReason: nil,
    isStreamed: false, usage: nil, receivedAt: now - .seconds(3600), headMilliseconds: 1,
    firstEventMilliseconds: nil, totalMilliseconds: 61_000, requestBytes: 100, responseBytes: 0, messages: 5)

  private static let failed = TurnReport(
    number: 3, branch: 1, forkedAt: nil, kind: "title", dialect: "anthropic-messages", model: "nobody",
    target: nil, context: nil, rule: "", attempts: 0, notes: [], outcome: "failed", status: 404,
    failure: .init(type: "not_found", message: "no backend has 'nobody'"), stopReason: nil, isStreamed: true,
    usage: nil, receivedAt: now - .seconds(180), headMilliseconds: nil, firstEventMilliseconds: nil,
    totalMilliseconds: 0.4, requestBytes: 90, responseBytes: 80, messages: 2)

  /// What was forwarded of a turn.
  static func prompt(blocks: [PromptReport.Block]?) -> PromptReport {
    PromptReport(
      originalTokens: 84_210, sentTokens: 6120, window: 8192, windowSource: "loaded", limit: 6400,
      reserve: 1536,
      strippedParts: 31, droppedMessages: 44, epoch: "full", epochs: 3, blocks: blocks)
  }

  /// Blocks of every state and origin, the last one of a message with an answer behind it.
  static let blocks: [PromptReport.Block] = [
    block(.system, nil, nil, "system prompt", .capped, 412, 14_210, text: "You help."),
    block(.tools, nil, nil, "15 tools", .capped, 903, 16_400, text: "[]"),
    block(.messages, 1...1, 1, "user", .full, 210, 210),
    block(.gateway, nil, nil, "digest of 44\nmessages", .digest, 380, nil, isChanged: true, text: "Read a."),
    block(.messages, 2...45, nil, "44 messages", .dropped, 0, 50_978, isChanged: true),
    block(
      .messages, 46...46, 2, "result of Bash go test ./...", .stub, 31, 2412, isChanged: true, text: "[cut]"),
  ]

  private static func block(
    _ origin: PromptReport.Block.Origin, _ messages: ClosedRange<Int>?, _ part: Int?, _ label: String,
    _ state: PromptReport.Block.State, _ tokens: Int, _ original: Int?, isChanged: Bool = false,
    text: String? = nil
  ) -> PromptReport.Block {
    PromptReport.Block(
      origin: origin, messages: messages, part: part, label: label, state: state, tokens: tokens,
      originalTokens: original, isChanged: isChanged, text: text, words: nil)
  }

  /// One turn, with its prompt block by block.
  static func oneTurn(withWords: Bool) -> SessionReport {
    var report = session
    report.turns = [forked]
    report.turns[0].messages = 2
    report.turns[0].context?.blocks = blocks.map { block in
      var block = block
      let words = block.text ?? (block.state == .full ? "Fix it, \u{1B}[31mplease." : nil)
      if withWords { block.words = words.map { [.text($0)] } ?? [] }
      return block
    }
    report.messages = withWords ? messages : nil
    return report
  }

  static let usage = UsageReport(
    days: 7, grouping: .model,
    rows: [
      .init(
        key: "claude-sonnet-4-5", turns: 1200, inputTokens: 34_567, cacheReadTokens: 1_234_567,
        cacheWriteTokens: 89, outputTokens: 4321, failed: 2),
      .init(key: "qwen3-coder", turns: 1, inputTokens: 10, outputTokens: 5),
    ])
}
