import Conversations
import Dialects
import Upstream
import Wire

/// Repairs of what stands beside the messages.
extension RepairableBody {
  private static let outputLimits = ["max_tokens", "max_completion_tokens", "max_output_tokens"]
  private static let sampling: Set<String> = [
    "temperature", "top_p", "top_k", "min_p", "presence_penalty", "frequency_penalty", "repetition_penalty",
    "topP",
    "topK", "presencePenalty", "frequencyPenalty",
  ]

  /// Takes members out of the body.
  func dropMembers(_ names: Set<String>, _ splices: inout ByteSplices) {
    splices.edit(root, removing: { names.contains($0.string ?? "") })
  }

  func drop(_ path: [String], _ splices: inout ByteSplices) {
    if path.count == 1, root.member(path[0]) == nil {
      splices.removeMembers([path[0]], in: root)
    } else {
      splices.removeMember(at: path[...], in: root)
    }
  }

  func rename(_ old: String, to new: String, _ splices: inout ByteSplices) {
    guard let value = root.member(old) else { return }
    splices.edit(root, setting: [(new, Array(value.bytes))], removing: { $0.string == old })
  }

  func limitOutput(to tokens: Int, _ splices: inout ByteSplices) {
    let limits =
      Self.outputLimits.map { root.member($0) } + [
        root["generationConfig"]?["maxOutputTokens"], root["options"]?["num_predict"],
      ]
    for limit in limits.compactMap({ $0 }) where limit.int.map({ $0 > tokens }) ?? false {
      splices.replace(limit, with: Array(String(tokens).utf8))
    }
  }

  func dropSampling(_ splices: inout ByteSplices) {
    dropMembers(Self.sampling, &splices)
    if let configuration = root["generationConfig"] {
      splices.edit(configuration, removing: { Self.sampling.contains($0.string ?? "") })
    }
  }

  func stopThinking(_ splices: inout ByteSplices) {
    dropMembers(["thinking", "think", "reasoning", "reasoning_effort", "enable_thinking"], &splices)
    if let configuration = root["generationConfig"] {
      splices.edit(configuration, removing: { $0.isString("thinkingConfig") })
    }
  }

  func stream(_ splices: inout ByteSplices) {
    splices.edit(root, setting: [("stream", Array("true".utf8))])
  }

  func simplifySchemas(_ splices: inout ByteSplices) {
    guard let tools = root["tools"] else { return }
    for tool in tools.elements {
      let declarations =
        tool["functionDeclarations"].map { Array($0.elements) } ?? [tool, tool["function"]].compactMap { $0 }
      for declaration in declarations {
        for key in ["input_schema", "parameters", "parametersJsonSchema"] {
          guard let schema = declaration.member(key), schema.kind == .object else { continue }
          splices.replace(schema, with: PlainSchema.reduced(schema))
        }
      }
    }
  }
}

extension ByteSplices {
  /// What a member may hold that is the client's or its tools' own: nothing in there is a field of the API.
  private static let opaque: Set<String> = [
    "arguments", "args", "input_schema", "parameters", "parametersJsonSchema", "response", "metadata",
    "schema",
    "json_schema", "output",
  ]

  /// Takes members with these names out, wherever they stand outside of what the client and its tools say.
  mutating func removeMembers(_ names: Set<String>, in value: JSONValue) {
    switch value.kind {
    case .array: for element in value.elements { removeMembers(names, in: element) }
    case .object:
      edit(value, removing: { names.contains($0.string ?? "") })
      for (key, inner) in value.members {
        guard let name = key.string, !names.contains(name), !Self.isOpaque(name, inner) else { continue }
        removeMembers(names, in: inner)
      }
    default: break
    }
  }

  /// The input of a tool call is an object, that of a request a list.
  private static func isOpaque(_ name: String, _ value: JSONValue) -> Bool {
    opaque.contains(name) || name == "input" && value.kind == .object
  }

  /// Takes out the member that names lead to. Lists are gone through; names that are not there are those of alternatives
  /// in the reader's own model, and passed over.
  mutating func removeMember(at path: ArraySlice<String>, in value: JSONValue) {
    switch value.kind {
    case .array: for element in value.elements { removeMember(at: path, in: element) }
    case .object:
      let last = path.indices.last
      let isStep = { (index: Int) in
        value.member(path[index]).map { index == last || $0.kind == .object || $0.kind == .array } ?? false
      }
      guard let index = path.indices.first(where: isStep) else { return }
      let name = path[index]
      if index == last {
        edit(value, removing: { $0.string == name })
      } else if let inner = value.member(name) {
        removeMember(at: path[(index + 1)...], in: inner)
      }
    default: break
    }
  }
}
