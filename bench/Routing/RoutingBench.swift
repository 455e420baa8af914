import ContextReplay
import Conversations
import Dialects
import Routing
import RoutingSamples
import Wire

/// Classifies the labelled requests and requests of several sizes, and prints how well and how fast.
struct RoutingBench {
  /// What the slowest hundredth of a request of 1 MB may take, in microseconds.
  static let limit = 1_000.0
  private static let labelled = "Tests/RoutingTests/Labelled/requests.txt"

  /// Runs it.
  ///
  /// - Returns: whether all that must hold does.
  func run() throws -> Bool {
    let text = String(decoding: try Files.bytes(of: Self.labelled), as: UTF8.self)
    let score = try LabelledScore(LabelledRequest.list(text), tier: HybridPolicy.tier)
    print(score.summary)
    print("\nclassifying, beside parsing the body, in microseconds:")
    print(Self.row(["client", "what is long", "bytes", "parse p50", "p50", "p99", "ratio"]))
    var holds = score.kinds.isEmpty
    for client in [SampleClient.claude, .codex, .chat, .ollama] {
      for (bytes, shape) in Self.cases where try measure(SizedRequest(shape, bytes: bytes, of: client)) {
        holds = false
      }
    }
    return holds
  }

  private static let cases: [(Int, SizedRequest.Shape)] = [
    (1_000, .session), (100_000, .session), (1_000_000, .session), (1_000_000, .paste), (1_000_000, .result),
  ]

  /// Measures a request; whether it took too long.
  private func measure(_ request: SizedRequest) throws -> Bool {
    let body = request.sample.body
    let document = try JSONDocument(parsing: body)
    let reading = try RequestReading(document, request.sample)
    let times = 1_000
    let parsing = try Timing(times) { _ = try JSONDocument(parsing: body) }
    let classifying = Timing(times) { reading.classify() }
    let (p50, p99) = (
      classifying.microseconds(percentile: 50), classifying.microseconds(percentile: 99)
    )
    let baseline = parsing.microseconds(percentile: 50)
    print(
      Self.row([
        request.sample.client.rawValue, request.shape.rawValue, "\(body.count)", Self.figure(baseline),
        Self.figure(p50), Self.figure(p99), Self.figure(p50 / baseline),
      ]))
    return p99 > Self.limit
  }

  private static func figure(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private static func row(_ cells: [String]) -> String {
    let widths = [8, 14, 9, 11, 9, 9, 7]
    return zip(cells, widths).enumerated().map { column, cell in
      let gap = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
      return column < 2 ? cell.0 + gap : gap + cell.0
    }.joined(separator: " ")
  }
}

/// A request that its dialect has read, as it stands before the classifier.
private struct RequestReading {
  private let request: ChatRequest
  private let dialect: any ClientDialect
  private let fields: HTTPFields

  init(_ document: JSONDocument, _ sample: RequestSample) throws {
    dialect = sample.client.speaking
    fields = sample.headerFields
    request = try dialect.read(document, fields: fields)
  }

  /// All that is done to classify it.
  func classify() {
    let facts = RequestFacts(
      of: request, shape: dialect.shape(of: request), settings: try? dialect.settings(of: request),
      hints: RoutingHints(fields: fields), parts: { (try? dialect.parts(of: $0, at: "message")) ?? [] })
    withExtendedLifetime(RequestClassifier.classify(facts)) {}
  }
}
