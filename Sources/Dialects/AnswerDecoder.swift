import Conversations
import Wire

/// Reads an answer as it arrives, wherever the network cut it, and says what it means.
///
/// Events come in an order that can be forwarded: one part after the other. After a `failed` or an `ended` nothing
/// more comes. A stream that was cut gives no `ended`.
///
/// A class, because what it reads with keeps memory that cannot be copied; it belongs to one answer and one owner.
public protocol AnswerDecoder: AnyObject {
  /// Reads the next bytes of the body and appends what they mean.
  func feed(_ bytes: UnsafeRawBufferPointer, into events: inout [StreamEvent])

  /// Says that the body ended cleanly, and appends what that means.
  func finish(into events: inout [StreamEvent])
}

extension AnswerDecoder {
  /// Reads the next bytes of the body and appends what they mean.
  public func feed(_ bytes: [UInt8], into events: inout [StreamEvent]) {
    bytes.withUnsafeBytes { feed($0, into: &events) }
  }
}
