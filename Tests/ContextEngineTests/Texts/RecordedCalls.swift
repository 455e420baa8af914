import Conversations
import Testing
import Tokens
import Wire

@testable import ContextEngine

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Calls and their results from recorded sessions, and what counts them.
enum RecordedCalls {
  /// A call and what came back.
  struct Exchange {
    var use: ToolUse
    var call: ToolCall
    var result: ToolResult
    var text: String
    var isFailure: Bool { Failure.isFailure(text, result, of: use) }
  }

  private static let repository = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!)) + "/../../.."

  /// Where the sessions lie: where `CTXGW_TRAJECTORIES` says, else beside the repository; nil when there are none.
  static let directory: String? = {
    let path =
      getenv("CTXGW_TRAJECTORIES").map { String(cString: $0) } ?? repository + "/../shared/data/trajectories"
    return access(path, R_OK) == 0 ? path : nil
  }()

  /// The names of the sessions.
  static let names: [String] = {
    guard let directory, let list = opendir(directory) else { return [] }
    defer { closedir(list) }
    var names: [String] = []
    while let entry = readdir(list) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".json") { names.append(name) }
    }
    return names.sorted()
  }()

  /// The calls of one session that have a result.
  static func exchanges(in name: String) throws -> [Exchange] {
    var calls: [String: ToolCall] = [:]
    var exchanges: [Exchange] = []
    for message in try JSONDocument(parsing: bytes(of: "\(directory!)/\(name)")).root["messages"]!.elements {
      for block in message["content"]!.elements {
        if block["type"]?.isString("tool_use") == true {
          let call = ToolCall(
            id: block["id"]!.string!, name: block["name"]!.string!, input: Array(block["input"]!.bytes))
          calls[call.id] = call
        } else if block["type"]?.isString("tool_result") == true,
          let call = calls[block["tool_use_id"]!.string!]
        {
          exchanges.append(exchange(of: call, block))
        }
      }
    }
    return exchanges
  }

  private static func exchange(of call: ToolCall, _ block: JSONValue) -> Exchange {
    let text =
      block["content"]!.string ?? block["content"]!.elements.compactMap { $0["text"]?.string }.joined()
    let result = ToolResult(
      callID: call.id, parts: [.text(text)], isError: block["is_error"]?.bool == true)
    return Exchange(use: ToolUse(of: call), call: call, result: result, text: text)
  }

  /// A counter by the packed o200k vocabulary.
  static func counter() throws -> PromptCounter {
    let path = "\(repository)/data/vocabularies/\(VocabularyName.o200k.fileName)"
    let counter = try TokenCounter(.exact(.o200k)) { name throws(VocabularyError) in
      try Vocabulary(opening: path, as: name)
    }
    return PromptCounter(counter, template: .unknown, images: .unknown)
  }

  private static func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&block, 1, block.count, file), count > 0 {
      bytes.append(contentsOf: block[..<count])
    }
    return bytes
  }
}
