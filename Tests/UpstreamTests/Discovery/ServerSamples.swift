import Upstream

/// What servers answer when they are asked for their models.
enum ServerSamples {
  /// `/props` of llama.cpp's server, from a real one and shortened: 2 slots of 8,192 tokens.
  static let llamaProperties = #"""
    {"default_generation_settings":{"params":{"seed":4294967295,"temperature":0.800000011920929,"n_predict":-1,
    "samplers":["penalties","dry"],"lora":[]},"n_ctx":8192},"total_slots":2,"model_alias":"tiny-random",
    "model_ftype":"all F32","model_path":"/models/tiny.gguf",
    "modalities":{"vision":false,"video":false,"audio":false},"endpoint_slots":true,
    "chat_template":"{%- if tools %}{{ '<|im_start|>system\\n# Tools\\n' }}{%- endif %}",
    "chat_template_caps":{"supports_system_role":true,"supports_tools":true},"build_info":"b0-unknown",
    "is_sleeping":false}
    """#

  /// `/v1/models` of the same server.
  static let llamaModels = #"""
    {"models":[{"name":"tiny-random","model":"tiny-random","capabilities":["completion"],"details":{"format":"gguf"}}],
    "object":"list","data":[{"id":"tiny-random","aliases":["tiny-random"],"tags":[],"object":"model",
    "created":1795171035,"owned_by":"llamacpp","meta":{"vocab_type":2,"n_vocab":1984,"n_ctx":8192,
    "n_ctx_train":32768,"n_embd":64,"n_params":352576,"size":1410304,"ftype":"all F32"}}]}
    """#

  /// Any path of a llama.cpp server that has not loaded its model yet.
  static let llamaLoading =
    #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#

  /// `/api/v0/models` of LM Studio: one model loaded, one not, one that sees, one that embeds.
  static let lmStudioModels = #"""
    {"object":"list","data":[
    {"id":"qwen3-8b","object":"model","type":"llm","publisher":"qwen","arch":"qwen3","compatibility_type":"gguf",
    "quantization":"Q4_K_M","state":"loaded","max_context_length":40960,"loaded_context_length":8192,
    "capabilities":["tool_use"]},
    {"id":"gemma-3-12b","object":"model","type":"vlm","arch":"gemma3","state":"not-loaded",
    "max_context_length":131072},
    {"id":"text-embedding-nomic","object":"model","type":"embeddings","arch":"nomic-bert","state":"loaded",
    "max_context_length":2048,"loaded_context_length":2048}]}
    """#

  /// `/api/v1/models` of LM Studio: one model loaded twice, one not loaded that sees, one that embeds.
  static let lmStudioModelsV1 = #"""
    {"models":[
    {"type":"llm","publisher":"qwen","key":"qwen/qwen3-8b","display_name":"Qwen3 8B","architecture":"qwen3",
    "format":"gguf","max_context_length":40960,"quantization":{"name":"Q4_K_M","bits_per_weight":4},
    "loaded_instances":[{"id":"qwen/qwen3-8b","config":{"context_length":8192,"parallel":4,"flash_attention":true}},
    {"id":"qwen/qwen3-8b:2","config":{"context_length":4096}}],
    "capabilities":{"vision":false,"trained_for_tool_use":true,
    "reasoning":{"allowed_options":["off","on"],"default":"on"}}},
    {"type":"llm","key":"google/gemma-3-12b","display_name":"Gemma 3 12B","max_context_length":131072,
    "loaded_instances":[],"capabilities":{"vision":true,"trained_for_tool_use":false}},
    {"type":"embedding","key":"text-embedding-nomic","loaded_instances":[]}]}
    """#

  /// `/api/version` of Ollama.
  static let ollamaVersion = #"{"version":"0.32.15"}"#

  /// `/api/tags` of Ollama: two to talk to, one that sees, one that embeds, three that run elsewhere.
  static let ollamaTags = #"""
    {"models":[
    {"name":"qwen3:8b","model":"qwen3:8b","size":5225388164,"digest":"500a1f067a9f",
    "details":{"format":"gguf","family":"qwen3","parameter_size":"8.2B","context_length":40960},
    "capabilities":["completion","tools","thinking"]},
    {"name":"old:latest","model":"old:latest","details":{"family":"llama"}},
    {"name":"gemma3:12b","model":"gemma3:12b","details":{"family":"gemma3"},"capabilities":["completion","vision"]},
    {"name":"embeddinggemma:300m","details":{"family":"gemma3"},"capabilities":["embedding"]},
    {"name":"all-minilm:latest","details":{"family":"bert"}},
    {"name":"gpt-oss:120b-cloud","details":{},"capabilities":["completion"]},
    {"name":"kimi-k2:cloud","details":{},"capabilities":["completion"]},
    {"name":"mine:latest","remote_host":"https://ollama.com:443","remote_model":"glm-4.6","details":{},
    "capabilities":["completion"]}]}
    """#

  /// `/api/ps` of the same server.
  static let ollamaProcesses = #"""
    {"models":[{"name":"qwen3:8b","model":"qwen3:8b","size":9000000000,"size_vram":9000000000,"digest":"500a1f067a9f",
    "expires_at":"2026-11-20T08:05:00Z","context_length":16384,"details":{}}]}
    """#

  /// `/api/show` of Ollama.
  static let ollamaFacts = #"""
    {"details":{"family":"llama","format":"gguf"},"capabilities":["completion","tools","vision"],
    "parameters":"stop                           \"num_ctx 9\"\nnum_ctx                        6144\ntop_k                          20",
    "model_info":{"general.architecture":"llama","llama.context_length":8192,"general.parameter_count":8190735360}}
    """#

  /// Bodies that none of these servers sends in answer to any of its paths.
  static let strangers = [
    "", "<!doctype html><html><body>It works!</body></html>", "Ollama is running", "null", "[]", "{}",
    #"{"error":"Unexpected endpoint or method. (GET /props)"}"#, #"{"status":"ok"}"#, #"{"data":{}}"#,
    #"{"object":"list"}"#, #"{"object":"list","data":[{"id":"gpt-4o","object":"model"}]}"#,
    #"{"default_generation_settings":{}}"#, #"{"default_generation_settings":{"n_ctx":"8192"}}"#,
    #"{"version":{"major":1}}"#, #"{"models":[]"#,
  ]
}

extension ProbeAnswer {
  /// An answer with a text for a body.
  init(_ text: String, status: Int = 200) {
    self.init(status: status, body: Array(text.utf8))
  }
}
