import Conversations
import Wire

/// How to find out whether a server is of a certain kind, and which models it offers.
///
/// It decides and does not act: it names the paths to ask for, and reads what came back.
public struct ServerProbe: Sendable {
  /// What to ask for with GET, below the server's base URL and in this order. The first path tells the kind: if it is
  /// not answered with 200, there is no point in asking for the others.
  public let paths: [String]
  /// Reads the answers to `paths`, of which the last may be missing. The first one is there.
  private let read: @Sendable ([ProbeAnswer]) -> ServerFinding
  /// How to ask an older server of the kind, which does not know these paths; none where all know them.
  let older: [ServerProbe]

  init(
    paths: [String], older: [ServerProbe] = [],
    read: @escaping @Sendable ([ProbeAnswer]) -> ServerFinding
  ) {
    self.paths = paths
    self.older = older
    self.read = read
  }

  /// What the answers say, given in the order of `paths`. Takes time in proportion to their size.
  public func finding(from answers: [ProbeAnswer]) -> ServerFinding {
    guard let first = answers.first else { return .unrecognised }
    return first.status == 401 || first.status == 403 ? .locked : read(answers)
  }
}

/// The answer to one question of a probe.
public struct ProbeAnswer: Sendable, Equatable {
  /// The status code.
  public var status: Int
  /// The body, as it came.
  public var body: [UInt8]

  /// An answer.
  public init(status: Int, body: [UInt8]) {
    self.status = status
    self.body = body
  }

  /// The JSON object of a good answer; nil for any other answer.
  var object: JSONValue? { status == 200 ? anyObject : nil }

  /// The JSON object of an answer with whatever status; nil if the body is something else.
  var anyObject: JSONValue? {
    guard let document = try? JSONDocument(parsing: body), document.root.kind == .object else { return nil }
    return document.root
  }
}

/// What the readers of all kinds share.
extension ServerProbe {
  /// The longest id that is believed to be one, in bytes.
  private static let maxIDLength = 512

  /// A model's id, unless it is something that could not stand in a header and on a terminal.
  static func id(_ value: JSONValue?) -> String? {
    guard let id = value?.string, !id.isEmpty, id.utf8.count <= maxIDLength else { return nil }
    return HTTPFields.isValidValue(id) ? id : nil
  }

  /// A window that a server says it has loaded; nil for what is not a size, such as the 0 of a server without a model.
  static func loadedWindow(_ value: JSONValue?) -> ContextWindow? {
    tokens(value).map { ContextWindow(tokens: $0, source: .loaded) }
  }

  /// A number of tokens, or of other things of which there is one at least.
  static func tokens(_ value: JSONValue?) -> Int? { value?.int.flatMap { $0 > 0 ? $0 : nil } }
}

extension JSONValue {
  /// Whether this is an array that holds a string with this text.
  func contains(_ text: StaticString) -> Bool { elements.contains { $0.isString(text) } }
}
