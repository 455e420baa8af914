import Routing

extension ConfigurationReader {
  enum ClassifierKey: String, CaseIterable {
    case toolCalls = "tool_calls"
    case newTokens = "new_tokens"
    case longPrompt = "long_prompt"
    case editedFiles = "edited_files"
    case errandPrompt = "errand_prompt"
    case smallModels = "small_models"
    case moderateFrom = "moderate_from"
    case complexFrom = "complex_from"
    case trivialTo = "trivial_to"
  }

  /// Reads where the classifier draws its lines.
  mutating func readClassifier(_ node: YAMLNode, into settings: inout ClassifierSettings) {
    forEachKey(of: node, in: "policy.classifier", as: ClassifierKey.self) { reader, key, value in
      switch key {
      case .toolCalls: reader.read(.threshold, from: value, into: &settings.toolCalls)
      case .newTokens: reader.read(.threshold, from: value, into: &settings.newTokens)
      case .longPrompt: reader.read(.threshold, from: value, into: &settings.longPrompt)
      case .editedFiles: reader.read(.count, from: value, into: &settings.editedFiles)
      case .errandPrompt: reader.read(.threshold, from: value, into: &settings.errandPrompt)
      case .smallModels: settings.smallModels = reader.readList(.text, from: value)
      case .moderateFrom: reader.read(.weight, from: value, into: &settings.moderateFrom)
      case .complexFrom: reader.read(.weight, from: value, into: &settings.complexFrom)
      case .trivialTo: reader.read(.weight, from: value, into: &settings.trivialTo)
      }
    }
    if settings.trivialTo >= settings.moderateFrom || settings.moderateFrom > settings.complexFrom {
      report("trivial_to must be below moderate_from, and that no more than complex_from", at: node.mark)
    }
  }
}

extension ConfigurationValue where Value == Int {
  /// What rules weigh is added up; a task has at most some dozens.
  fileprivate static let weight = ConfigurationValue("a weight, a whole number from -100 to 100") { text in
    Int(text).flatMap { (-100...100).contains($0) ? $0 : nil }
  }
}
