import Wire

/// A session of a coding agent as it was recorded: the body of the request that came last, of which every earlier one
/// is a beginning.
public struct RecordedSession: Sendable {
  /// What it is called.
  public let name: String
  /// The system prompt; nil when there is none.
  public let system: JSONValue?
  /// The tools on offer; nil when there are none.
  public let tools: JSONValue?
  /// The message objects, oldest first.
  public let messages: [JSONValue]

  /// A session from the body of a request in Anthropic's dialect.
  ///
  /// - Throws: what is wrong with the JSON.
  public init(name: String, parsing bytes: [UInt8]) throws(JSONError) {
    let body = try JSONDocument(parsing: bytes).root
    self.name = name
    system = body["system"]
    tools = body["tools"]
    messages = body["messages"].map { Array($0.elements) } ?? []
  }

  /// The places of the model's answers that a request came before.
  public var answers: [Int] {
    messages.indices.filter { $0 > 0 && messages[$0]["role"]?.isString("assistant") == true }
  }

  /// The session with other messages.
  public func saying(_ messages: [[UInt8]], as name: String) throws(JSONError) -> RecordedSession {
    try RecordedSession(
      name: name, parsing: RequestBody(of: self, messages: messages).bytes)
  }

  /// The sessions of a directory's `.json` files, by name; none when there is no such directory.
  ///
  /// - Throws: what is wrong, and with which file.
  public static func all(in directory: String) throws(Files.Failure) -> [RecordedSession] {
    var sessions: [RecordedSession] = []
    for name in Files.names(in: directory) where name.hasSuffix(".json") {
      sessions.append(try RecordedSession(at: "\(directory)/\(name)"))
    }
    return sessions
  }

  /// The session in a file, which gives it its name.
  ///
  /// - Throws: what is wrong with the file.
  public init(at path: String) throws(Files.Failure) {
    let file = path.split(separator: "/").last ?? ""
    let bytes = try Files.bytes(of: path)
    do throws(JSONError) {
      try self.init(name: String(file.hasSuffix(".json") ? file.dropLast(5) : file), parsing: bytes)
    } catch {
      throw Files.Failure(path, "\(error)")
    }
  }
}
