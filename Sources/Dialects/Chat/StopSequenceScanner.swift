/// Finds where a text comes to one of the client's stop sequences, for a backend that is not told of them.
///
/// Sequences may be cut anywhere: what may become one is held back until it is known.
struct StopSequenceScanner {
  private let sequences: [[UInt8]]
  /// Bytes that may turn out to begin a sequence.
  private var held: [UInt8] = []
  /// The sequence that the text has come to.
  private(set) var found: String?

  init(of sequences: [String]) { self.sequences = sequences.filter { !$0.isEmpty }.map { Array($0.utf8) } }

  /// Takes the next bytes and gives those that are text: all before a sequence, and nothing behind it.
  mutating func feed(_ bytes: [UInt8]) -> [UInt8] {
    guard !sequences.isEmpty, found == nil else { return found == nil ? bytes : [] }
    held.append(contentsOf: bytes)
    if let match = firstMatch {
      found = String(decoding: held[match], as: UTF8.self)
      return take(match.lowerBound)
    }
    return take(held.indices.first { mayBegin(at: $0) } ?? held.count)
  }

  /// Where a sequence stands: of several the one that is complete first.
  private var firstMatch: Range<Int>? {
    var first: Range<Int>?
    for position in held.indices {
      for sequence in sequences where held[position...].starts(with: sequence) {
        let end = position + sequence.count
        if first.map({ end < $0.upperBound }) ?? true { first = position..<end }
      }
    }
    return first
  }

  private func mayBegin(at position: Int) -> Bool {
    sequences.contains { $0.starts(with: held[position...]) }
  }

  /// Gives what is held back at the end of the text.
  mutating func finish() -> [UInt8] { found == nil ? take(held.count) : [] }

  private mutating func take(_ count: Int) -> [UInt8] {
    let text = Array(held[..<count])
    held.removeFirst(count)
    return text
  }
}
