import Wire

/// What a client must be told to speak to the gateway: variables for its environment, words for its command line, and a
/// page for people.
public struct ClientSetup: Sendable, Equatable {
  /// An environment variable.
  public struct Variable: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its value, which may well be a key.
    public let value: String

    init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Variables for the client's environment.
  public internal(set) var variables: [Variable] = []
  /// Words that stand before all others on its command line.
  public internal(set) var arguments: [String] = []
  /// What stands in a file of the client's, or is to be done in its windows; nil where the variables are all.
  var snippet: String?
  /// What is good to know besides, a sentence or two each.
  var remarks: [String] = []

  /// What a client must be told.
  ///
  /// - Parameters:
  ///   - model: the model it is to use; nil leaves the choice to the client, which some cannot be (`needsModel`).
  ///   - bringsCredentials: whether that model's vendor is shown the client's own key or login.
  public init(
    _ program: ClientProgram, at connection: ClientConnection, model: ModelsReport.Model?,
    bringsCredentials: Bool
  ) {
    let bringsCredentials = model == nil || bringsCredentials
    switch program {
    case .claude: setUpClaude(connection, model, bringsCredentials: bringsCredentials)
    case .codex: setUpCodex(connection, model, bringsCredentials: bringsCredentials)
    case .aider: setUpAider(connection, model)
    case .opencode: setUpOpenCode(connection, model)
    case .openai: setUpOpenAI(connection, model)
    case .ollama: setUpOllama(connection)
    case .vscode: setUpVSCode(connection, model)
    case .jetbrains: setUpJetBrains(connection, model)
    }
  }

  /// The page of `ctxgw env`: a snippet for a file, else lines that a POSIX shell evaluates.
  public var page: String {
    let comments = remarks.map { "# \($0)\n" }.joined()
    if let snippet { return comments + snippet }
    return comments + variables.map { "export \($0.name)=\(Self.quoted($0.value))\n" }.joined()
  }

  /// A text as a POSIX shell takes it for itself.
  static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: ","):
          true
        default: false
        }
      }
    if isPlain { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
      + "'"
  }

  /// A text as JSON and TOML write it.
  static func string(_ text: String) -> String { String(decoding: JSONWriter.string(text), as: UTF8.self) }

  mutating func set(_ name: String, _ value: String) { variables.append(Variable(name, value)) }
}
