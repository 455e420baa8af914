/// The words of a simple shell command.
enum ShellWords {
  /// The words of each stage of a pipe, quotes taken off; nil for what only a shell can tell: several commands,
  /// substitutions, output into files, unclosed quotes.
  static func stages(of command: Substring) -> [[String]]? {
    var stages: [[String]] = [[]]
    var word: String?
    var quote: Character?
    for character in command {
      if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else {
        switch character {
        case "'", "\"":
          quote = character
          word = word ?? ""
        case " ", "\t": word.take().map { stages[stages.count - 1].append($0) }
        case "|":
          word.take().map { stages[stages.count - 1].append($0) }
          stages.append([])
        case ";", "&", ">", "<", "$", "`", "\n", "(", ")": return nil
        default: word = (word ?? "") + String(character)
        }
      }
    }
    word.take().map { stages[stages.count - 1].append($0) }
    return quote == nil ? stages : nil
  }
}
