import Conversations
import Wire

/// An error as a backend reports it inside an answer.
struct ReportedError: Equatable {
  /// The most specific word the backend gives: its code, else its type, else its status (Gemini).
  let type: String?
  /// What the backend says, or all of the error if it says nothing.
  let message: String

  /// Longer reports are cut, in bytes.
  private static let longestMessage = 2048

  /// Reads an error object, or a text in its place.
  init(_ error: UnsafeJSONValue) {
    let said = error.string ?? error["message"]?.string
    let whole = said ?? String(decoding: error.bytes, as: UTF8.self)
    message = whole.utf8.count > Self.longestMessage ? String(whole.prefix(Self.longestMessage)) : whole
    type =
      Self.word(error["code"]) ?? Self.word(error["type"]) ?? Self.word(error["status"])
      ?? error["code"]?.int.map { String($0) }
  }

  private static func word(_ value: UnsafeJSONValue?) -> String? {
    value?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The error as an event of a stream.
  var event: StreamEvent { .failed(type: type, message: message) }
}
