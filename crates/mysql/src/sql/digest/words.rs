//! Which words are keywords, and how the server writes them in a digest.

use super::super::words::WordTable;
use super::stack::Piece;

/// A keyword in a digest.
#[derive(Clone, Copy)]
pub(super) struct Keyword {
    /// How it is written. An empty text stands for the word itself in capitals.
    pub(super) written: &'static str,
    /// What it means for the rules.
    pub(super) piece: Piece,
}

/// What is known of the unquoted word, if it is a keyword. Some names are keywords only if a parenthesis follows at once.
pub(super) fn keyword(word: &[u8], before_parenthesis: bool) -> Option<Keyword> {
    let keyword = KEYWORDS.get(word);
    if keyword.is_none() && before_parenthesis {
        FUNCTIONS.get(word)
    } else {
        keyword
    }
}

const fn written(written: &'static str) -> Keyword {
    Keyword {
        written,
        piece: Piece::Other,
    }
}

const fn itself(piece: Piece) -> Keyword {
    Keyword { written: "", piece }
}

static KEYWORDS: WordTable<Keyword, 2048> = WordTable::new(&[
    (SELF, itself(Piece::Other)),
    (BEGINS, itself(Piece::BeginsExpression)),
    (MAY_BEGIN, itself(Piece::MayBeginExpression)),
    ("by", itself(Piece::By)),
    ("in", itself(Piece::In)),
    ("is", itself(Piece::Is)),
    ("not", itself(Piece::Not)),
    ("any", written("SOME")),
    ("bigint", written("INT8")),
    ("char", written("CHARACTER")),
    ("columns", written("FIELDS")),
    ("current_date", written("CURDATE")),
    ("current_time", written("CURTIME")),
    ("current_timestamp localtime localtimestamp", written("NOW")),
    ("database", written("SCHEMA")),
    ("databases", written("SCHEMAS")),
    ("day", written("SQL_TSI_DAY")),
    ("dec", written("DECIMAL")),
    ("describe", written("EXPLAIN")),
    (
        "distinct",
        Keyword {
            written: "DISTINCTROW",
            piece: Piece::MayBeginExpression,
        },
    ),
    ("double", written("FLOAT8")),
    ("float", written("FLOAT4")),
    ("geomcollection", written("GEOMETRYCOLLECTION")),
    ("hour", written("SQL_TSI_HOUR")),
    ("int int4", written("INTEGER")),
    ("int1", written("TINYINT")),
    ("int2", written("SMALLINT")),
    ("int3 mediumint", written("MIDDLEINT")),
    ("io_thread", written("RELAY_THREAD")),
    ("minute", written("SQL_TSI_MINUTE")),
    ("month", written("SQL_TSI_MONTH")),
    ("ndb", written("NDBCLUSTER")),
    ("quarter", written("SQL_TSI_QUARTER")),
    (
        "regexp",
        Keyword {
            written: "RLIKE",
            piece: Piece::BeginsExpression,
        },
    ),
    ("second", written("SQL_TSI_SECOND")),
    ("sql_tsi_week", written("WEEK")),
    ("sql_tsi_year", written("YEAR")),
    ("user", written("SYSTEM_USER")),
    ("varchar", written("VARCHARACTER")),
]);

/// Behind these, the server joins a sign and a number.
const BEGINS: &str = "
    and at between case default div else elseif ends every if interval like limit mod or return rlike
    select starts then until when while xor
";

/// Behind these it does not, although a number can follow.
const MAY_BEGIN: &str = "all binary having offset on where distinctrow";

static FUNCTIONS: WordTable<Keyword, 128> = WordTable::new(&[
    (CALLED, written("")),
    ("mid substr", written("SUBSTRING")),
    ("session_user", written("SYSTEM_USER")),
    ("std stddev", written("STDDEV_POP")),
    ("variance", written("VAR_POP")),
]);

const CALLED: &str = "
    adddate bit_and bit_or bit_xor cast count curdate curtime date_add date_sub extract group_concat json_arrayagg
    json_objectagg max min now position st_collect stddev_pop stddev_samp subdate substring sum sysdate system_user
    trim var_pop var_samp
";

/// The keywords of MySQL 9.7 that are written as they are.
const SELF: &str = "
    absent accessible account action active add admin after against aggregate algorithm
    allow_missing_files alter always analyze array as asc ascii asensitive
    assign_gtids_to_anonymous_transactions attribute authentication auto auto_increment auto_refresh
    auto_refresh_source autoextend_size avg avg_row_length backup before begin bernoulli binlog bit blob
    block bool boolean both btree buckets bulk byte cache call cascade cascaded catalog_name chain
    challenge_response change changed channel character charset check checksum cipher class_origin
    client clone close coalesce code collate collation column column_format column_name comment commit
    committed compact completion component compressed compression concurrent condition connection
    consistent constraint constraint_catalog constraint_name constraint_schema contains context continue
    convert cpu create cross cube cume_dist current current_user cursor cursor_name data datafile date
    datetime day_hour day_microsecond day_minute day_second deallocate decimal declare default_auth
    definer definition delay_key_write delayed delete dense_rank desc description deterministic
    diagnostics directory disable discard disk do drop dual duality dumpfile duplicate dynamic each
    empty enable enclosed encryption end enforced engine engine_attribute engines enum error errors
    escape escaped event events except exchange exclude execute exists exit expansion expire explain
    export extended extent_size external external_format factor failed_login_attempts false fast faults
    fetch fields file file_block_size file_format file_name file_pattern file_prefix files filter finish
    first first_value fixed float4 float8 flush following follows for force foreign format found from
    full fulltext function general generate generated geometry geometrycollection get get_format
    get_source_public_key global grant grants group group_replication grouping groups gtid_only gtids
    guided handler hash header help high_priority histogram history host hosts hour_microsecond
    hour_minute hour_second identified ignore ignore_server_ids import inactive index indexes infile
    initial initial_size initiate inner inout insensitive insert insert_method install instance int8
    integer intersect into invisible invoker io io_after_gtids io_before_gtids ipc isolation issuer
    iterate join json json_table json_value key key_block_size keyring keys kill lag language last
    last_value lateral lead leading leave leaves left less level library linear lines linestring list
    load local lock locked locks log logfile logs long longblob longtext loop low_priority manual
    masking master match materialized max_connections_per_hour max_queries_per_hour max_rows max_size
    max_updates_per_hour max_user_connections maxvalue medium mediumblob mediumtext member memory merge
    message_text microsecond middleint migrate min_rows minute_microsecond minute_second mode modifies
    modify multilinestring multipoint multipolygon mutex mysql_errno name names national natural nchar
    ndbcluster nested network_namespace never new next no no_wait no_write_to_binlog nodegroup none
    nowait nth_value ntile null nulls number numeric nvarchar of off oj old one only open optimize
    optimizer_costs option optional optionally options order ordinality organization others out outer
    outfile over owner pack_keys page parallel parameters parse_tree parser partial partition
    partitioning partitions password password_lock_time path percent_rank persist persist_only phase
    plugin plugin_dir plugins point policy polygon port precedes preceding precision prepare preserve
    prev primary privilege_checks_user privileges procedure process processlist profile profiles proxy
    purge qualify query quick random range rank read read_only read_write reads real rebuild recover
    recursive redo_buffer_size redundant reference references registration relational relay
    relay_log_file relay_log_pos relay_thread relaylog release reload remove rename reorganize repair
    repeat repeatable replace replica replicas replicate_do_db replicate_do_table replicate_ignore_db
    replicate_ignore_table replicate_rewrite_db replicate_wild_do_table replicate_wild_ignore_table
    replication require require_row_format require_table_primary_key_check reset resignal resource
    respect restart restore restrict resume retain returned_sqlstate returning returns reuse reverse
    revoke right role rollback rollup rotate routine row row_count row_format row_number rows rtree s3
    savepoint schedule schema schema_name schemas second_microsecond secondary secondary_engine
    secondary_engine_attribute secondary_load secondary_unload security sensitive separator serial
    serializable server session set sets share show shutdown signal signed simple skip slave slow
    smallint snapshot socket some soname sounds source source_auto_position source_bind
    source_compression_algorithms source_connect_retry source_connection_auto_failover source_delay
    source_heartbeat_period source_host source_log_file source_log_pos source_password source_port
    source_public_key_path source_retry_count source_ssl source_ssl_ca source_ssl_capath source_ssl_cert
    source_ssl_cipher source_ssl_crl source_ssl_crlpath source_ssl_key source_ssl_verify_server_cert
    source_tls_ciphersuites source_tls_version source_user source_zstd_compression_level spatial
    specific sql sql_after_gtids sql_after_mts_gaps sql_before_gtids sql_big_result sql_buffer_result
    sql_calc_found_rows sql_no_cache sql_small_result sql_thread sql_tsi_day sql_tsi_hour sql_tsi_minute
    sql_tsi_month sql_tsi_quarter sql_tsi_second sqlexception sqlstate sqlwarning srid ssl stacked start
    starting stats_auto_recalc stats_persistent stats_sample_pages status stop storage stored
    straight_join stream strict_load string subclass_origin subject subpartition subpartitions super
    suspend swaps switches system table table_checksum table_name tables tablesample tablespace
    temporary temptable terminated text than thread_priority ties time timestamp timestampadd
    timestampdiff tinyblob tinyint tinytext tls to trailing transaction trigger triggers true truncate
    type types unbounded uncommitted undefined undo undo_buffer_size undofile unicode uninstall union
    unique unknown unlock unregister unsigned update upgrade uri url usage use use_frm user_resources
    using utc_date utc_time utc_timestamp validate validation value values varbinary varcharacter
    variables varying vcpu vector verify_key_constraints view virtual visible wait warnings week
    weight_string window with without work wrapper write x509 xa xid xml year year_month zerofill zone
";
