import Conversations
import Wire

/// The messages of a request that goes out, as lists of blocks: neighbours of one role are one message.
struct AnthropicOutgoing {
  /// Blocks of one role.
  private struct Message {
    let role: Role
    var blocks: [[UInt8]]
  }

  private var messages: [Message] = []

  /// Who speaks last; nil while nobody does.
  var lastRole: Role? { messages.last?.role }

  /// The block at the end; nil while there is none.
  var lastBlock: [UInt8]? { messages.last?.blocks.last }

  /// Adds blocks to what this role has just said, or as its next message.
  mutating func append(_ blocks: [[UInt8]], as role: Role) {
    if blocks.isEmpty { return }
    if messages.last?.role == role {
      messages[messages.count - 1].blocks += blocks
    } else {
      messages.append(Message(role: role, blocks: blocks))
    }
  }

  /// Puts another block in the place of the last one.
  mutating func replaceLastBlock(by block: [UInt8]) {
    guard let last = messages.indices.last, !messages[last].blocks.isEmpty else { return }
    messages[last].blocks[messages[last].blocks.count - 1] = block
  }

  /// The value of `cache_control` by which a block and everything before it is remembered.
  static let cacheMark = Array(#"{"type":"ephemeral"}"#.utf8)

  /// The messages with a cache mark on their last block.
  func markedAtEnd() -> AnthropicOutgoing {
    guard let block = lastBlock else { return self }
    var marked = self
    marked.replaceLastBlock(
      by: block.dropLast() + Array(#","cache_control":"#.utf8) + Self.cacheMark + [UInt8(ascii: "}")])
    return marked
  }

  /// The list of messages.
  func list() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for message in messages {
      writer.beginObject()
      writer.field("role", message.role.rawValue)
      writer.key("content")
      writer.beginArray()
      for block in message.blocks { writer.raw(block) }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes
  }
}
