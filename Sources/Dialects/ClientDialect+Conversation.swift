import Conversations
import Wire

/// Reading a request in full, for a translation into another dialect.
extension ClientDialect {
  /// What a plan leaves of the request, understood; without a plan, all of it. Parts without a word of ours are carried
  /// along as `other`. What the plan drops is not read.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning, or that only the dialect's own vendor can fulfil.
  public func conversation(
    of request: ChatRequest, following plan: ContextPlan = .untouched
  ) throws(ClientError) -> Conversation {
    let settings = try settings(of: request)
    return Conversation(
      system: try system(of: request, following: plan), tools: try tools(of: request, following: plan),
      entries: try entries(of: request, following: plan), settings: settings)
  }

  private func system(
    of request: ChatRequest, following plan: ContextPlan
  ) throws(ClientError) -> [ContentPart] {
    switch plan.system {
    case .keep: try system(of: request)
    case .replace(let text): text.isEmpty ? [] : [.text(text)]
    }
  }

  private func tools(
    of request: ChatRequest, following plan: ContextPlan
  ) throws(ClientError) -> [ToolDefinition] {
    let defined = try tools(of: request)
    guard case .replace(let offered) = plan.tools else { return defined }
    return offered.compactMap { offer in
      defined.first { $0.name == offer.name }.map { $0.reworded(as: offer.definition) }
    }
  }

  private func entries(
    of request: ChatRequest, following plan: ContextPlan
  ) throws(ClientError) -> [Conversation.Entry] {
    var entries: [Conversation.Entry] = []
    entries.reserveCapacity(request.messages.count)
    func insert(behind index: Int) {
      for insertion in plan.insertions(behind: index) {
        entries.append(Conversation.Entry(role: .user, parts: [.text(insertion.text)]))
      }
    }
    insert(behind: -1)
    for (index, message) in request.messages.enumerated() {
      let path = "messages.\(index)"
      switch plan.edit(ofMessage: index) {
      case .drop: break
      case .keep:
        entries.append(Conversation.Entry(role: message.role, parts: try parts(of: message.source, at: path)))
      case .edit(let edited):
        let parts = edited.applied(to: try parts(of: message.source(asIn: edited), at: path))
        if !parts.isEmpty { entries.append(Conversation.Entry(role: message.role, parts: parts)) }
      }
      insert(behind: index)
    }
    return entries
  }
}

extension Message {
  /// The message object that is meant: as it was forwarded first, where it is written otherwise now.
  func source(asIn edited: EditedMessage) -> JSONValue {
    edited.firstSeen.flatMap { try? JSONDocument(parsing: $0).root } ?? source
  }
}

extension ToolDefinition {
  /// The tool in words of our own. A tool that the client's program implements becomes one of the client's thereby.
  fileprivate func reworded(as definition: OfferedTool.Definition?) -> ToolDefinition {
    var tool = self
    tool.isDeferred = false
    guard let definition, let schema = try? JSONDocument(parsing: definition.schema).root else { return tool }
    tool.description = definition.description
    tool.schema = schema
    tool.vendorType = nil
    return tool
  }
}
