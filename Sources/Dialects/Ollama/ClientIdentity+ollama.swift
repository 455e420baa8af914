import Conversations
import Wire

extension ClientIdentity {
  /// Who sends a request: Ollama's own clients say which program they are, and nothing of sessions.
  init(ofOllamaClient fields: HTTPFields) {
    let session = fields["x-ctxgw-session"]
    self.init(
      explicitSession: session.flatMap { (1...Self.longestID).contains($0.utf8.count) ? $0 : nil },
      sessionID: nil, agentID: nil, parentAgentID: nil,
      program: fields["user-agent"].flatMap(Self.program))
  }

  /// The longest id that is taken for one, in bytes.
  private static let longestID = 256

  /// The program in a user agent, without its version: `ollama-python` of `ollama-python/0.6.1 (x86_64 linux)`.
  private static func program(in userAgent: String) -> String? {
    let product = userAgent.utf8.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: " ") }
    return (1...longestID).contains(product.count) ? String(Substring(product)) : nil
  }
}
