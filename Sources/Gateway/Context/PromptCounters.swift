import Synchronization
import Tokens

/// Counters for every model: vocabularies are opened once, and counters, which only one can use at a time, used again.
final class PromptCounters: Sendable {
  /// A counter on its way from one user to the next.
  private final class Box: @unchecked Sendable {
    // Unchecked because of `counter`: a box that is not among the idle ones has one user.
    var counter: PromptCounter
    init(_ counter: consuming PromptCounter) { self.counter = counter }
  }

  /// The tokenizer of a model of which nothing is known.
  private static let unknown = "bytes"

  private let data: DataDirectory?
  private let table: ModelTable?
  private let idle = Mutex<[String: [Box]]>([:])

  /// Counters over the program's own files; without them everything is estimated by its bytes.
  ///
  /// - Throws: `DataError` when the files are there and not in order.
  init(_ data: DataDirectory?) throws(DataError) {
    self.data = data
    if let data { table = try ModelTable(data) } else { table = nil }
  }

  /// What a model's tokenizer is called: messages that were counted by it need not be counted again.
  func tokenizer(of model: String) -> String { table?.match(model)?.entry.tokenizer ?? Self.unknown }

  /// The window that the table lists for a model; nil for one that it does not know.
  func window(of model: String) -> Int? { table?.match(model)?.entry.window }

  /// Lends a counter for a model.
  func lend<Value, Failure: Error>(
    for model: String, _ body: (inout PromptCounter) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let entry = table?.match(model)?.entry
    let key = entry?.id ?? Self.unknown
    let box = idle.withLock { $0[key]?.popLast() } ?? Box(counter(for: entry))
    defer { idle.withLock { $0[key, default: []].append(box) } }
    return try body(&box.counter)
  }

  /// A vocabulary that cannot be opened is done without: an estimate is better than no answer.
  private func counter(for entry: ModelTable.Entry?) -> PromptCounter {
    PromptCounter(
      tokenCounter(for: entry), template: entry?.template ?? .unknown, images: entry?.images ?? .unknown)
  }

  private func tokenCounter(for entry: ModelTable.Entry?) -> TokenCounter {
    if let entry, let data,
      let counter = try? TokenCounter(
        entry.rule,
        open: { name throws(VocabularyError) in
          try Vocabulary(opening: data.vocabulary(name.fileName), as: name)
        })
    {
      return counter
    }
    return TokenCounter()
  }
}
