import Conversations
import Routing
import Tokens

/// What is known of models by name: how their tokens are counted, how large their window is, what they can do and cost.
public struct ModelTable: Sendable {
  /// One model.
  public struct Entry: Sendable, Equatable {
    /// Its id at the vendor named in the table's source.
    public var id: String
    /// Globs for the other names it goes by.
    public var patterns: [String]
    /// What its tokenizer is called in the table.
    public var tokenizer: String
    /// How its tokens are counted.
    public var rule: TokenizerRule
    /// What its template adds.
    public var template: ChatTemplate
    /// What it pays for pictures.
    public var images: ImageFormula
    /// Prompt and answer together, in tokens.
    public var window: Int
    /// The longest answer, in tokens; nil where only the window limits it.
    public var maxOutput: Int?
    /// Who sells it under this id.
    public var vendor: String
    /// Whether that vendor sells it no longer.
    public var isRetired: Bool
    /// What it can be sent.
    public var traits: ModelTraits
    /// What that vendor takes for it; nil where nobody knows.
    public var price: ModelPrice?
  }

  /// A model, and what of the table led to it.
  public struct Match: Sendable, Equatable {
    /// The model.
    public var entry: Entry
    /// The pattern that the name fits; nil when it is the id itself.
    public var pattern: String?
  }

  /// The models, in the order of the file.
  public let entries: [Entry]

  /// The model of this name: the one with that id, else the first that has a fitting pattern.
  public func match(_ name: String) -> Match? {
    let name = ModelName.bare(name)
    for entry in entries where entry.id.lowercased() == name { return Match(entry: entry) }
    for entry in entries {
      for pattern in entry.patterns where Glob.matches(name, pattern.lowercased()) {
        return Match(entry: entry, pattern: pattern)
      }
    }
    return nil
  }

  /// What a vendor sells, in the order of the file.
  public func current(of vendor: String) -> [Entry] {
    entries.filter { $0.vendor == vendor && !$0.isRetired }
  }
}
