import Conversations
import Dialects
import Tokens
import Wire

/// What a text or a request costs a model, in tokens: `ctxgw tokens`.
public struct TokenReport: Sendable, Equatable {
  /// What was counted.
  public enum Input: String, Sendable {
    /// The body of a request to Anthropic's Messages API.
    case request
    /// Anything else: one text, without a template.
    case text
  }

  /// What tokens are spent on.
  public struct Row: Sendable, Equatable {
    /// Which sort of part: a word of `PromptCount.Part`.
    public var part: String
    /// How many there are.
    public var pieces: Int
    /// Their tokens.
    public var tokens: Int

    /// A row.
    public init(part: String, pieces: Int, tokens: Int) {
      self.part = part
      self.pieces = pieces
      self.tokens = tokens
    }
  }

  /// What a vocabulary's count is multiplied with for a sort of text.
  public struct Factor: Sendable, Equatable {
    /// Prose, code or JSON.
    public var kind: String
    /// By how much.
    public var factor: Double

    /// A factor.
    public init(kind: String, factor: Double) {
      self.kind = kind
      self.factor = factor
    }
  }

  /// What the table says of the model.
  public struct Model: Sendable, Equatable {
    /// Its id.
    public var id: String
    /// The pattern that its name fits; nil when the name is the id.
    public var pattern: String?
    /// What its tokenizer is called.
    public var tokenizer: String
    /// The vocabulary that is counted with; nil when none is, and bytes are counted.
    public var vocabulary: String?
    /// What its count is multiplied with; nothing when it is the model's own.
    public var factors: [Factor]
    /// Prompt and answer together, in tokens.
    public var window: Int

    /// A model of the table.
    public init(
      id: String, pattern: String?, tokenizer: String, vocabulary: String?, factors: [Factor], window: Int
    ) {
      self.id = id
      self.pattern = pattern
      self.tokenizer = tokenizer
      self.vocabulary = vocabulary
      self.factors = factors
      self.window = window
    }
  }

  /// The model's name as it was asked for.
  public var name: String
  /// What the table says of it; nil when it lists no such model, and bytes are counted.
  public var model: Model?
  /// What was counted.
  public var input: Input
  /// By what tokens are spent on; nothing for a text.
  public var rows: [Row]
  /// All tokens.
  public var total: Int

  /// A report.
  public init(name: String, model: Model?, input: Input, rows: [Row], total: Int) {
    self.name = name
    self.model = model
    self.input = input
    self.rows = rows
    self.total = total
  }

  /// Whether the count is the model's own: text by its own vocabulary, with nothing around it.
  public var isExact: Bool { model?.factors.isEmpty == true && input == .text }
}

extension TokenReport {
  /// Counts some bytes for the model of this name.
  ///
  /// - Throws: `DataError` or `VocabularyError` when the program's files are not in order; `DataError` for a request
  ///   without a meaning, with `source` for its path.
  public static func make(
    of bytes: [UInt8], from source: String, model name: String, data: DataDirectory
  ) throws -> TokenReport {
    let match = try ModelTable(data).match(name)
    let counter = try TokenCounter(match?.entry.rule ?? .bytes) { name throws(VocabularyError) in
      try Vocabulary(opening: data.vocabulary(name.fileName), as: name)
    }
    var prompts = PromptCounter(
      counter, template: match?.entry.template ?? .unknown, images: match?.entry.images ?? .unknown)
    var report = TokenReport(name: name, model: match.map(Model.init), input: .text, rows: [], total: 0)
    if let conversation = try conversation(in: bytes, from: source) {
      let count = prompts.count(conversation)
      report.input = .request
      report.rows = count.rows.map { Row(part: $0.part.rawValue, pieces: $0.pieces, tokens: $0.tokens) }
      report.total = count.total
    } else {
      report.total = prompts.count(text: bytes)
    }
    return report
  }

  /// What a request's body says; nil when the bytes are no object with messages.
  private static func conversation(in bytes: [UInt8], from source: String) throws(DataError) -> Conversation?
  {
    guard let body = try? JSONDocument(parsing: bytes), body.root["messages"]?.kind == .array else {
      return nil
    }
    let dialect = AnthropicMessages()
    do throws(ClientError) {
      return try dialect.conversation(of: try dialect.read(body, fields: HTTPFields()))
    } catch {
      throw DataError(path: source, message: error.message)
    }
  }
}

extension TokenReport.Model {
  fileprivate init(_ match: ModelTable.Match) {
    let entry = match.entry
    self.init(
      id: entry.id, pattern: match.pattern, tokenizer: entry.tokenizer,
      vocabulary: entry.rule.vocabulary?.rawValue,
      factors: entry.rule.factors.map { factors in
        ContentKind.allCases.map { TokenReport.Factor(kind: $0.rawValue, factor: factors[$0]) }
      } ?? [], window: entry.window)
  }
}

/// What `ctxgw tokens` counts.
public enum TokenInput {
  /// The most that is read, in bytes.
  private static let mostBytes = 256 << 20

  /// The bytes of a file; `-` is the standard input.
  public static func read(_ path: String) throws(DataError) -> [UInt8] {
    do throws(FileContents.Failure) {
      if path == "-" { return try FileContents.standardInput(limit: mostBytes) }
      return try FileContents.read(path, limit: mostBytes)
    } catch {
      switch error {
      case .missing: throw DataError(path: path, message: "no such file")
      case .unreadable(let reason): throw DataError(path: path, message: "cannot be read: \(reason)")
      }
    }
  }
}
