import Conversations
import Synchronization
import Tokens
import Upstream

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
  /// Most models that are kept in mind.
  private static let mostEntries = 1_024

  private let data: DataDirectory?
  /// The table of models; nil where there is none.
  let table: ModelTable?
  /// What the table says of the models that were asked for, nil for those it does not know.
  private let entries = Mutex<[String: ModelTable.Entry?]>([:])
  private let idle = Mutex<[String: [Box]]>([:])

  /// Counters over the program's own files; without them everything is estimated by its bytes.
  ///
  /// - Throws: `DataError` when the files are there and not in order.
  init(_ data: DataDirectory?) throws(DataError) {
    self.data = data
    if let data { table = try ModelTable(data) } else { table = nil }
  }

  /// What a model's tokenizer is called: messages that were counted by it need not be counted again.
  func tokenizer(of model: String) -> String { entry(of: model)?.tokenizer ?? Self.unknown }

  /// The window that the table lists for a model; nil for one that it does not know.
  func window(of model: String) -> Int? { entry(of: model)?.window }

  /// The longest answer that the table lists for a model, in tokens; nil for one that it does not know.
  func mostOutputTokens(of model: String) -> Int? { entry(of: model)?.maxOutput }

  /// What a model costs at a backend; nil where another than its vendor sells it, or nobody knows.
  func price(of model: String, at backend: Backend) -> ModelPrice? {
    let entry = entry(of: model)
    return entry?.vendor == backend.kind.vendor ? entry?.price : nil
  }

  /// Lends a counter for a model.
  func lend<Value, Failure: Error>(
    for model: String, _ body: (inout PromptCounter) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let entry = entry(of: model)
    let key = entry?.id ?? Self.unknown
    let box = idle.withLock { $0[key]?.popLast() } ?? Box(counter(for: entry))
    defer { idle.withLock { $0[key, default: []].append(box) } }
    return try body(&box.counter)
  }

  /// What the table says of a model. A look through its patterns is not made twice for a request, nor for every request.
  func entry(of model: String) -> ModelTable.Entry? {
    if let known = entries.withLock({ $0[model] }) { return known }
    let entry = table?.match(model)?.entry
    entries.withLock { entries in
      // Names come from clients too.
      if entries.count >= Self.mostEntries { entries = [:] }
      entries.updateValue(entry, forKey: model)
    }
    return entry
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
