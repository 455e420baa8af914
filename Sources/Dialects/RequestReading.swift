import Conversations
import Wire

/// How much one request may hold.
enum RequestLimits {
  /// The most messages, or items, as at Anthropic.
  static let mostMessages = 100_000

  /// - Parameters:
  ///   - noun: what is counted.
  ///   - member: the member that holds them.
  static func check(_ count: Int, _ noun: String, in member: String) throws(ClientError) {
    guard count <= mostMessages else {
      throw .meaningless("\(member): \(count) \(noun) are more than \(mostMessages)")
    }
  }
}

extension JSONDocument {
  /// The object that every request is, and the model that it names.
  func request() throws(ClientError) -> (body: JSONValue, model: String) {
    guard root.kind == .object else { throw .meaningless("the body must be a JSON object") }
    guard let model = root["model"]?.string, !model.isEmpty else {
      throw .meaningless("model: the name of a model is required")
    }
    return (root, model)
  }
}

extension ClientError {
  /// A request without a meaning. Repeating it cannot help, and clients repeat by themselves unless told not to.
  static func meaningless(_ message: String) -> ClientError {
    ClientError(.invalidRequest, message, shouldRetry: false)
  }
}

extension JSONValue {
  /// A member that may be absent or null, and must otherwise be what `read` makes something of.
  func optional<Value>(
    _ key: StaticString, _ description: String, _ read: (JSONValue) -> Value?
  ) throws(ClientError) -> Value? {
    guard let member = self[key], !member.isNull else { return nil }
    guard let value = read(member) else { throw .meaningless("\(key): must be \(description)") }
    return value
  }

  /// The list of messages of a request that must have some.
  func requiredMessages() throws(ClientError) -> JSONValue {
    guard let list = self["messages"], list.kind == .array else {
      throw .meaningless("messages: a list of messages is required")
    }
    guard list.count > 0 else { throw .meaningless("messages: at least one message is required") }
    try RequestLimits.check(list.count, "messages", in: "messages")
    return list
  }
}
