/// The vocabularies this program carries; the raw value names the file under `data/vocabularies`.
public enum VocabularyName: String, Sendable, CaseIterable {
  /// `cl100k_base`: GPT-4 and the models that took over its ranks.
  case cl100k
  /// `o200k_base`: GPT-4o and everything of OpenAI's since.
  case o200k
  /// Qwen 2 to 3.
  case qwen2
  /// Tekken: Mistral's models since Nemo.
  case tekken

  /// The name of its packed file.
  public var fileName: String { rawValue + ".bpe" }
}
