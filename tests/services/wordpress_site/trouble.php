<?php
// For tests only: what wp-content/trouble.json says befalls requests that write posts.
//   {"on": "create"|"update", "before": seconds of sleep before it is written, "after": seconds of sleep after it,
//    "end": "" | "die" (an empty answer after it was written) | "500" (an error after it was written) | "html",
//    "once": true: only the first time}
function newsgen_trouble($creating) {
    $file = WP_CONTENT_DIR . '/trouble.json';
    $said = is_file($file) ? json_decode(file_get_contents($file), true) : null;
    return $said && (($said['on'] ?? 'create') === ($creating ? 'create' : 'update')) ? $said : [];
}
add_filter('rest_pre_insert_post', function ($post, $request) {
    usleep((int) (1e6 * (newsgen_trouble(empty($post->ID))['before'] ?? 0)));
    return $post;
}, 5, 2);
add_action('rest_after_insert_post', function ($post, $request, $creating) {
    $trouble = newsgen_trouble($creating);
    if ($trouble && !empty($trouble['once'])) {
        unlink(WP_CONTENT_DIR . '/trouble.json');
    }
    usleep((int) (1e6 * ($trouble['after'] ?? 0)));
    switch ($trouble['end'] ?? '') {
        case 'die': die();
        case '500': http_response_code(500); header('Content-Type: application/json');
            die('{"code":"internal_server_error","message":"There has been a critical error.","data":{"status":500}}');
        case 'html': die('<p>There has been a critical error on this website.</p>');
    }
}, 99, 3);
