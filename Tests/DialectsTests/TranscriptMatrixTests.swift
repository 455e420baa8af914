import Testing

@Suite("the matrix of transcripts")
struct TranscriptMatrixTests {
  /// How many transcripts each pair has of each case.
  private static let counts: [String: [TranscriptCase: Int]] = Transcript.all.reduce(into: [:]) {
    $0[$1.pair, default: [:]][TranscriptCase(of: $1.name), default: 0] += 1
  }

  @Test("every client and every backend have a transcript of every case", arguments: Parties.pairs)
  func isComplete(_ pair: String) {
    for missing in TranscriptCase.required where Self.counts[pair]?[missing] == nil {
      Issue.record("\(pair) has no transcript of: \(missing.rawValue)")
    }
  }

  @Test("the table in the transcripts' README counts what is there")
  func table() {
    let readme = String(decoding: SourceFiles.bytes(of: "Transcripts/README.md") ?? [], as: UTF8.self)
    let table = Self.table
    #expect(readme.hasSuffix(table), "the table is:\n\(table)")
  }

  @Test("every directory of transcripts is one of a pair")
  func directories() {
    let directories = SourceFiles.names(in: "Transcripts").filter { $0 != "README.md" }
    #expect(directories == Parties.pairs.sorted())
  }

  @Test(
    "a name tells the case",
    arguments: [
      ("06.1-pictures-text-only.txt", .textOnly), ("06.1-pictures.txt", .pictures),
      ("06.3-stream-thinking.txt", .thinking), ("06.5-error-midway.txt", .midway),
      ("07.32-interleaved.txt", .other), ("06.3-cut-in-call.txt", .cut), ("untouched.txt", .other),
    ] as [(String, TranscriptCase)])
  func name(_ name: String, _ expected: TranscriptCase) {
    #expect(TranscriptCase(of: name) == expected)
  }

  /// The table as Markdown: a line for each pair, a column for each case.
  private static var table: String {
    let columns =
      TranscriptCase.required + TranscriptCase.allCases.filter { !TranscriptCase.required.contains($0) }
    var lines = [
      line(["client", "backend"] + columns.map(\.rawValue) + ["all"]),
      line(["---", "---"] + Array(repeating: "--:", count: columns.count + 1)),
    ]
    for pair in Parties.pairs {
      let counts = counts[pair] ?? [:]
      let cells = columns.map { counts[$0].map(String.init) ?? "" }
      lines.append(
        line(pair.split(separator: "-").map(String.init) + cells + [String(counts.values.reduce(0, +))]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
}
