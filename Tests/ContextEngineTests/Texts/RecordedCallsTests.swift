import Conversations
import Testing
import Tokens

@testable import ContextEngine

@Suite(.enabled(if: RecordedCalls.directory != nil, "no recorded sessions: set CTXGW_TRAJECTORIES"))
struct RecordedCallsTests {
  /// Tokens of the results and the arguments of one kind of call.
  private struct Row {
    var calls = 0
    var results = 0
    var ingested = 0
    var capped = 0
    var stubs = 0
    var arguments = 0
    var shortArguments = 0
    var edits = 0

    static let heading = "kind      calls  results  ingested  capped  stubs  arguments  short  edits"

    func described(as kind: String) -> String {
      let figures = [calls, results, ingested, capped, stubs, arguments, shortArguments, edits]
      return kind.padded(to: 9) + figures.map { "\($0)" }.joined(separator: "  ")
    }
  }

  @Test(arguments: RecordedCalls.names)
  func `what is ingested of a recorded result is shorter, within the cap, and stays as it is`(session: String)
    throws
  {
    var counter = try RecordedCalls.counter()
    let rules = IngestRules(cap: 1_300)
    for exchange in try RecordedCalls.exchanges(in: session) {
      let failed = exchange.isFailure
      let ingested = rules.ingested(exchange.text, of: exchange.use, isFailure: failed, counting: &counter)
      guard let ingested else { continue }
      #expect(ingested.text.utf8.count < exchange.text.utf8.count)
      #expect(ingested.tokens <= 1_300)
      #expect(ingested.tokens == counter.count(ingested.text, as: .code))
      let again = rules.ingested(ingested.text, of: exchange.use, isFailure: failed, counting: &counter)
      #expect(again == nil, "\(exchange.use.summary)\n\(ingested.text)")
    }
  }

  @Test func `what a call becomes is never more than it was, by kind`() throws {
    var counter = try RecordedCalls.counter()
    var rows: [String: Row] = [:]
    for session in RecordedCalls.names {
      for exchange in try RecordedCalls.exchanges(in: session) {
        Self.add(exchange, to: &rows[exchange.use.kind.rawValue, default: Row()], &counter)
      }
    }
    print(Row.heading)
    for (kind, row) in rows.sorted(by: { $0.value.results > $1.value.results }) {
      print(row.described(as: kind))
      #expect(row.ingested <= row.results && row.capped <= row.ingested && row.stubs <= row.results)
      #expect(row.shortArguments <= row.edits && row.edits <= row.arguments)
    }
  }

  private static func add(
    _ exchange: RecordedCalls.Exchange, to row: inout Row, _ counter: inout PromptCounter
  ) {
    let text = exchange.text
    let input = String(decoding: exchange.call.input, as: UTF8.self)
    func ingested(_ cap: Int) -> String {
      IngestRules(cap: cap)
        .ingested(text, of: exchange.use, isFailure: exchange.isFailure, counting: &counter)?.text ?? text
    }
    row.calls += 1
    row.results += counter.count(text, as: .code)
    row.ingested += counter.count(ingested(1_000_000), as: .code)
    row.capped += counter.count(ingested(1_300), as: .code)
    row.stubs += counter.count(
      StubText.result(text, of: exchange.use, isFailure: exchange.isFailure), as: .code)
    row.arguments += counter.count(input, as: .json)
    row.shortArguments += counter.count(StubText.input(of: exchange.call, exchange.use) ?? input, as: .json)
    row.edits += counter.count(StubText.edit(of: exchange.call) ?? input, as: .json)
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
