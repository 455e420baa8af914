import Tokens

/// What is kept of a system prompt that does not fit: who the model is, where it works, what it must and must not do,
/// the project's memory, then as much of the other instructions as there is room for. In the order of the prompt.
struct SystemExtract {
  /// The most that is said of who the model is and of where it works, in tokens.
  private static let identityTokens = 80
  private static let environmentTokens = 160
  /// Longer lines of an environment are remarks, not facts; in characters.
  private static let longestFact = 160
  private static let mark = "(These instructions are an extract.)"

  /// The most of the extract that is the project's memory.
  let memoryQuota: Double
  private let passages: [SystemPassage]

  /// An extract of a prompt that came in these texts.
  init(of texts: [String], memoryQuota: Double) {
    passages = SystemPassage.all(of: texts)
    self.memoryQuota = memoryQuota
  }

  /// The extract; empty when there is room for nothing.
  func text(toTokens cap: Int, counting: inout PromptCounter) -> String {
    var page = ExtractPage(passages: passages.count, tokens: cap - counting.count(Self.mark) - 1)
    add(.identity, cap: Self.identityTokens, force: .none, to: &page, &counting)
    add(.environment, cap: min(Self.environmentTokens, cap / 4), force: .none, to: &page, &counting)
    add(.instruction, cap: cap, force: .hardRule, to: &page, &counting)
    addMemory(cap: Int(memoryQuota * Double(cap)), to: &page, &counting)
    add(.manner, cap: cap / 8, force: .hardRule, to: &page, &counting)
    add(.instruction, cap: cap, force: .rule, to: &page, &counting)
    add(.instruction, cap: cap, force: .none, to: &page, &counting)
    return page.isEmpty ? "" : page.text + Self.mark
  }

  /// Adds the sentences of one purpose that are at least so binding.
  private func add(
    _ purpose: SystemPassage.Purpose, cap: Int, force: Sentences.Force, to page: inout ExtractPage,
    _ counting: inout PromptCounter
  ) {
    var left = cap
    for (index, passage) in passages.enumerated() where passage.purpose == purpose {
      for (place, sentence) in Self.sentences(of: passage).enumerated()
      where Sentences.force(of: sentence) >= force {
        left -= page.add(sentence, at: (index, place), atMost: left, &counting)
      }
    }
  }

  private func addMemory(cap: Int, to page: inout ExtractPage, _ counting: inout PromptCounter) {
    var left = min(cap, page.left)
    for (index, passage) in passages.enumerated() where passage.purpose == .memory {
      let text = ProjectMemory.capped(
        passage.lines.joined(separator: "\n"), toTokens: left, counting: &counting)
      left -= page.add(text, at: (index, 0), atMost: left, &counting)
    }
  }

  /// An environment's lines are facts of their own; all else is prose.
  private static func sentences(of passage: SystemPassage) -> [String] {
    if passage.purpose == .environment { return passage.lines.filter { $0.count <= longestFact } }
    return Sentences.all(of: passage.text).map(String.init)
  }
}

/// What has been taken, by the place it has in the prompt.
private struct ExtractPage {
  private var taken: [[Int: String]]
  private(set) var left: Int

  init(passages: Int, tokens: Int) {
    taken = Array(repeating: [:], count: passages)
    left = tokens
  }

  var isEmpty: Bool { taken.allSatisfy(\.isEmpty) }

  /// Takes a text if there is room for it; gives what it takes, in tokens.
  mutating func add(
    _ text: String, at place: (passage: Int, sentence: Int), atMost cap: Int, _ counting: inout PromptCounter
  ) -> Int {
    guard !text.isEmpty, taken[place.passage][place.sentence] == nil else { return 0 }
    // Each with the break behind it: apart, texts never count less than together.
    let needed = counting.count(text) + 1
    guard needed <= min(left, cap) else { return 0 }
    left -= needed
    taken[place.passage][place.sentence] = text
    return needed
  }

  /// A line for each passage.
  var text: String {
    taken.reduce(into: "") { text, passage in
      guard !passage.isEmpty else { return }
      text += passage.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ") + "\n"
    }
  }
}
