import Conversations
import Upstream
import Wire

/// A request's body in a backend's words, to be changed as a repair says. What no repair touches stays as it is.
struct RepairableBody {
  /// The dialect it is written in.
  let dialect: DialectName
  /// The body.
  let document: JSONDocument
  /// What is remembered of the conversation's reasoning.
  let reasoning: KnownReasoning

  /// The body; nil when it is no JSON object, and so nothing of ours.
  init?(_ bytes: [UInt8], in dialect: DialectName, reasoning: KnownReasoning = KnownReasoning()) {
    guard let document = try? JSONDocument(parsing: bytes), document.root.kind == .object else { return nil }
    self.dialect = dialect
    self.document = document
    self.reasoning = reasoning
  }

  /// The whole body.
  var root: JSONValue { document.root }

  /// The list of messages.
  var messages: JSONValue? {
    switch dialect {
    case .anthropicMessages, .openAIChat, .ollamaChat: root["messages"]
    case .openAIResponses: root["input"]
    case .geminiGenerate: root["contents"]
    }
  }

  /// The list of a message's parts; nil when it is none.
  func parts(of message: JSONValue) -> JSONValue? {
    let parts = dialect == .geminiGenerate ? message["parts"] : message["content"]
    return parts?.kind == .array ? parts : nil
  }

  /// The body with a repair made.
  func bytes(after repair: RequestRepair) -> [UInt8] {
    var splices = ByteSplices()
    switch repair {
    case .dropField(let path): drop(path, &splices)
    case .renameField(let old, let new): rename(old, to: new, &splices)
    case .limitOutput(let tokens), .limitOutputToRoom(let tokens): limitOutput(to: tokens, &splices)
    case .freeToolChoice: dropMembers(["tool_choice", "toolConfig"], &splices)
    case .dropCacheMarks: splices.removeMembers(["cache_control"], in: root)
    case .dropSampling: dropSampling(&splices)
    case .stopThinking: stopThinking(&splices)
    case .dropReasoning: dropReasoning(&splices)
    case .giveReasoning: giveReasoning(&splices)
    case .replaceThoughtSignatures: replaceThoughtSignatures(&splices)
    case .simplifySchemas: simplifySchemas(&splices)
    case .mergeRoles: replaceMessages(MergedRoles(self).messages(), &splices)
    case .pairCalls: replaceMessages(PairedCalls(self).messages(), &splices)
    case .fillEmptyContent: fillEmptyContent(&splices)
    case .describeImages: describeImages(&splices)
    case .stream: stream(&splices)
    case .retry: break
    }
    return splices.applied(to: document.bytes)
  }

  private func replaceMessages(_ messages: [[UInt8]]?, _ splices: inout ByteSplices) {
    guard let messages, let list = self.messages else { return }
    var writer = JSONWriter()
    writer.beginArray()
    for message in messages { writer.raw(message) }
    writer.endArray()
    splices.replace(list, with: writer.bytes)
  }
}
