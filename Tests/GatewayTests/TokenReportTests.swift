import Testing

@testable import Gateway

@Suite("What a file costs in tokens")
struct TokenReportTests {
  @Test("a request is counted by part, and the parts are the whole")
  func request() throws {
    let body = #"""
      {"model":"m","max_tokens":1,"system":"hello","tools":[{"name":"t","input_schema":{"type":"object"}}],
       "messages":[{"role":"user","content":"hello world"}]}
      """#
    let report = try report(of: body, for: "gpt-4o")
    #expect(report.input == .request && !report.isExact)
    #expect(report.rows.map(\.part) == ["system", "tools", "user_text", "template"])
    #expect(report.rows[2] == .init(part: "user_text", pieces: 1, tokens: 2))
    #expect(report.total == report.rows.reduce(0) { $0 + $1.tokens })
  }

  @Test("anything else is one text, exact by the model's own vocabulary and an estimate by another's")
  func texts() throws {
    for text in ["hello world", #"{"a":1}"#, "[]", ""] {
      #expect(try report(of: text, for: "gpt-4o").input == .text)
    }
    let (own, other) = (
      try report(of: "hello world", for: "gpt-4o"), try report(of: "hello world", for: "claude-opus-4-6")
    )
    #expect(own.total == 2 && own.isExact)
    #expect(other.total == 3 && !other.isExact)
    #expect(other.model?.factors.map(\.kind) == ["prose", "code", "json"])
  }

  @Test("a model that is not in the table is estimated by bytes")
  func stranger() throws {
    let report = try report(of: "hello world", for: "unheard-of")
    #expect(report.model == nil && report.total == 4 && !report.isExact)
  }

  @Test("a request without a meaning is an error with the file's name")
  func meaningless() {
    let error = #expect(throws: DataError.self) { try report(of: #"{"messages":[]}"#, for: "gpt-4o") }
    #expect(error?.path == "body.json" && error?.message.hasPrefix("model:") == true)
  }

  @Test("JSON says what was counted, by which rule, and how the rule was found")
  func json() throws {
    let known = try report(of: "hello world", for: "qwen3:8b")
    #expect(
      String(decoding: known.json, as: UTF8.self)
        == #"{"model":"qwen3:8b","table":{"id":"qwen3-8b","pattern":"qwen3:8b*","tokenizer":"qwen2","#
        + #""vocabulary":"qwen2","factors":{},"window":40960},"exact":true,"input":"text","tokens":2,"parts":[]}"#
    )
    let unknown = TokenReport(
      name: "m", model: nil, input: .request, rows: [.init(part: "system", pieces: 1, tokens: 5)], total: 5)
    #expect(
      String(decoding: unknown.json, as: UTF8.self)
        == #"{"model":"m","table":null,"exact":false,"input":"request","tokens":5,"#
        + #""parts":[{"part":"system","pieces":1,"tokens":5}]}"#)
  }

  @Test("a file that is not there, or is none, is refused with the reason")
  func input() throws {
    #expect(throws: DataError(path: "/nonexistent", message: "no such file")) {
      try TokenInput.read("/nonexistent")
    }
    #expect(throws: DataError(path: "/dev/null", message: "cannot be read: not a regular file")) {
      try TokenInput.read("/dev/null")
    }
    #expect(try TokenInput.read(#filePath).count > 1000)
  }

  private func report(of text: String, for model: String) throws -> TokenReport {
    try TokenReport.make(of: Array(text.utf8), from: "body.json", model: model, data: ModelTableTests.data)
  }
}
