/// The tokens of a prompt, by what they are spent on.
public struct PromptCount: Sendable, Equatable {
  /// What tokens are spent on.
  public enum Part: String, Sendable, CaseIterable {
    /// The system prompt, and system messages among the others.
    case system
    /// The definitions of tools on offer.
    case tools
    /// What the user says.
    case userText = "user_text"
    /// What the model has said.
    case assistantText = "assistant_text"
    /// What the model has thought.
    case thinking
    /// Calls of tools, with their arguments.
    case toolCalls = "tool_calls"
    /// What tools gave back, pictures excepted.
    case toolResults = "tool_results"
    /// Pictures, wherever they are.
    case images
    /// Documents, wherever they are.
    case documents
    /// Parts this program has no word for, counted as the JSON they are.
    case other
    /// What the model's template puts around it all; its pieces are the messages.
    case template
  }

  /// One sort of part.
  public struct Row: Sendable, Equatable {
    /// Which.
    public var part: Part
    /// How many there are.
    public var pieces: Int
    /// Their tokens.
    public var tokens: Int

    /// A row.
    public init(part: Part, pieces: Int, tokens: Int) {
      self.part = part
      self.pieces = pieces
      self.tokens = tokens
    }
  }

  /// Those of which there are any, in the order of `Part`.
  public var rows: [Row] { counts.filter { $0.pieces > 0 } }
  /// All tokens.
  public var total: Int { counts.reduce(0) { $0 + $1.tokens } }

  private var counts = Part.allCases.map { Row(part: $0, pieces: 0, tokens: 0) }

  /// Nothing counted.
  public init() {}

  /// Adds to a sort of part.
  public mutating func add(_ tokens: Int, pieces: Int = 1, to part: Part) {
    for index in counts.indices where counts[index].part == part {
      counts[index].pieces += pieces
      counts[index].tokens += tokens
    }
  }
}
