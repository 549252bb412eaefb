<?php
/**
 * Plugin Name: newsgen
 * Description: Makes publishing from newsgen atomic: an article is created once, whoever asks how often.
 * Version: 1.0
 * License: MIT
 *
 * A must-use plugin: copy this file to wp-content/mu-plugins/ and it works; there is nothing to switch on.
 * newsgen publishes without it as well, then guarded by its own journal alone.  With it
 *
 *   1. an article is created once: a second request for the same article, even in the same moment, even after the
 *      first was put into the trash, is answered 409 newsgen_duplicate with the number of the first;
 *   2. an article that somebody changed in the meantime is not overwritten: 412 newsgen_touched;
 *   3. articles are found by their key, and the fields below can be written through the REST interface;
 *   4. the head of an article's page carries what newsgen knows of it, if you ask for it in wp-config.php:
 *          define('NEWSGEN_PRINT', 'jsonld,opengraph,description');
 *      Leave out what your theme or SEO plugin prints already; by default nothing is printed.
 *
 * It adds no table, no option and no page, and asks nobody anything.  Without the file, everything of it is gone but
 * the meta fields of articles that were sent.
 */

if (!defined('ABSPATH')) {
    exit;
}

const NEWSGEN_FIELDS = [
    'newsgen_key' => 'Which article of newsgen this is, for good',
    'newsgen_sent' => 'Hash of what newsgen sent last',
    'newsgen_jsonld' => 'NewsArticle of schema.org, as JSON',
    'newsgen_seo_title' => 'Title for search engines',
    'newsgen_description' => 'Description for search engines and cards',
    'newsgen_notes' => 'Disclosure, method, interests, disclaimer, corrections and sources, as JSON for themes',
    'newsgen_withdrawn' => 'When the article was withdrawn, or nothing',
];
// Of SEO plugins: theirs can be written only where somebody registers them, and they do not.
const NEWSGEN_OF_YOAST = ['_yoast_wpseo_title', '_yoast_wpseo_metadesc', '_yoast_wpseo_canonical',
    '_yoast_wpseo_opengraph-title', '_yoast_wpseo_opengraph-description',
    '_yoast_wpseo_twitter-title', '_yoast_wpseo_twitter-description'];
const NEWSGEN_OF_RANK_MATH = ['rank_math_title', 'rank_math_description', 'rank_math_canonical_url',
    'rank_math_facebook_title', 'rank_math_facebook_description',
    'rank_math_twitter_title', 'rank_math_twitter_description'];

add_action('init', function () {
    $names = array_keys(NEWSGEN_FIELDS);
    $names = array_merge($names, defined('WPSEO_VERSION') ? NEWSGEN_OF_YOAST : []);
    $names = array_merge($names, defined('RANK_MATH_VERSION') ? NEWSGEN_OF_RANK_MATH : []);
    foreach ($names as $name) {
        register_post_meta('post', $name, [
            'type' => 'string',
            'single' => true,
            'description' => NEWSGEN_FIELDS[$name] ?? '',
            // Only those who may edit the article read it there.
            'show_in_rest' => ['schema' => ['type' => 'string', 'context' => ['edit']]],
            'auth_callback' => fn($allowed, $meta, $post) => current_user_can('edit_post', $post),
        ]);
    }
}, 20);

// GET /wp/v2/posts?newsgen_key=...
add_filter('rest_post_collection_params', function ($params) {
    $params['newsgen_key'] = ['description' => NEWSGEN_FIELDS['newsgen_key'], 'type' => 'string'];
    return $params;
});
add_filter('rest_post_query', function ($args, $request) {
    if (!empty($request['newsgen_key'])) {
        $args['meta_query'][] = ['key' => 'newsgen_key', 'value' => (string) $request['newsgen_key']];
    }
    return $args;
}, 10, 2);

// One request at a time for an article: the lock is held until the request ends, when all of it was written.
add_filter('rest_pre_insert_post', function ($prepared, $request) {
    $key = is_wp_error($prepared) ? '' : newsgen_key_of($request);
    if ($key === '') {
        return $prepared;
    }
    global $wpdb;
    $lock = 'newsgen:' . md5($wpdb->prefix . $key);
    if ('1' !== $wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, 20)', $lock))) {
        return new WP_Error('newsgen_busy', 'Another request is writing this article.', ['status' => 503]);
    }
    register_shutdown_function(function () use ($wpdb, $lock) {
        $wpdb->query($wpdb->prepare('SELECT RELEASE_LOCK(%s)', $lock));
    });
    return empty($prepared->ID) ? newsgen_first($prepared, $key) : newsgen_untouched($prepared, $request);
}, 10, 2);

/** The key that a request carries in its meta or in the marker of its text. */
function newsgen_key_of($request) {
    $meta = $request->get_param('meta');
    $key = is_array($meta) ? (string) ($meta['newsgen_key'] ?? '') : '';
    $content = $request->get_param('content');
    $text = is_array($content) ? (string) ($content['raw'] ?? '') : (string) $content;
    return $key !== '' ? $key : (preg_match('/newsgen:key=([a-z0-9-]+) /', $text, $found) ? $found[1] : '');
}

/** The new article, or an error with the number of the one that is there. */
function newsgen_first($prepared, $key) {
    global $wpdb;
    $id = (int) $wpdb->get_var($wpdb->prepare(
        "SELECT ID FROM $wpdb->posts LEFT JOIN $wpdb->postmeta ON post_id = ID AND meta_key = 'newsgen_key'
         WHERE post_type = 'post' AND post_status <> 'auto-draft' AND (meta_value = %s OR post_content LIKE %s)
         ORDER BY ID LIMIT 1",
        $key, '%' . $wpdb->esc_like("newsgen:key=$key ") . '%'));
    return $id === 0 ? $prepared : new WP_Error('newsgen_duplicate', 'This article of newsgen is there already.',
        ['status' => 409, 'post_id' => $id, 'post_status' => get_post_status($id)]);
}

/** The changed article, or an error where it is no longer what the sender saw: newsgen_unmodified, a time in UTC. */
function newsgen_untouched($prepared, $request) {
    $seen = (string) $request->get_param('newsgen_unmodified');
    clean_post_cache($prepared->ID);  // what was read before the lock may be old
    $post = get_post($prepared->ID);
    $drafted = $post->post_modified_gmt === '0000-00-00 00:00:00';  // a new draft has only the site's own time
    $there = str_replace(' ', 'T', $drafted ? get_gmt_from_date($post->post_modified) : $post->post_modified_gmt);
    return $seen === '' || $seen === $there ? $prepared : new WP_Error('newsgen_touched',
        'The article was changed in the meantime.', ['status' => 412, 'modified_gmt' => $there]);
}

// What was withdrawn is not for search engines, if it stays public with its notice.
add_filter('wp_robots', function ($robots) {
    $withdrawn = is_singular('post') && get_post_meta(get_queried_object_id(), 'newsgen_withdrawn', true);
    return $withdrawn ? ['noindex' => true] + $robots : $robots;
});

add_action('wp_head', function () {
    $wanted = defined('NEWSGEN_PRINT') ? array_map('trim', explode(',', NEWSGEN_PRINT)) : [];
    $post = is_singular('post') ? get_queried_object() : null;
    if (!$post || post_password_required($post) || !get_post_meta($post->ID, 'newsgen_key', true)) {
        return;
    }
    $description = (string) get_post_meta($post->ID, 'newsgen_description', true);
    if (in_array('description', $wanted, true) && $description !== '') {
        printf("<meta name=\"description\" content=\"%s\" />\n", esc_attr($description));
    }
    if (in_array('opengraph', $wanted, true)) {
        foreach (newsgen_card($post, $description) as $property => $value) {
            $name = strpos($property, 'twitter:') === 0 ? 'name' : 'property';
            printf("<meta %s=\"%s\" content=\"%s\" />\n", $name, esc_attr($property), esc_attr($value));
        }
    }
    $article = json_decode((string) get_post_meta($post->ID, 'newsgen_jsonld', true), true);
    if (in_array('jsonld', $wanted, true) && is_array($article)) {
        $article = newsgen_article($post, $article);
        printf("<script type=\"application/ld+json\">%s</script>\n",
            wp_json_encode($article, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES));
    }
}, 5);

/** What cards show, by property. */
function newsgen_card($post, $description) {
    $title = (string) get_post_meta($post->ID, 'newsgen_seo_title', true);
    $image = get_post_thumbnail_id($post);
    [$url, $width, $height] = $image ? wp_get_attachment_image_src($image, 'full') : ['', 0, 0];
    return array_filter([
        'og:type' => 'article',
        'og:title' => $title !== '' ? $title : wp_strip_all_tags(get_the_title($post)),
        'og:description' => $description,
        'og:url' => get_permalink($post),
        'og:site_name' => get_bloginfo('name'),
        'og:image' => $url,
        'og:image:width' => (string) $width,
        'og:image:height' => (string) $height,
        'og:image:alt' => $image ? (string) get_post_meta($image, '_wp_attachment_image_alt', true) : '',
        'article:published_time' => get_post_time('c', true, $post),
        'article:modified_time' => get_post_modified_time('c', true, $post),
        'twitter:card' => $url ? 'summary_large_image' : 'summary',
    ], fn($value) => $value !== '' && $value !== '0');
}

/** The NewsArticle with what only the site knows: its address and its dates. */
function newsgen_article($post, $article) {
    $there = ['url' => get_permalink($post), 'mainEntityOfPage' => get_permalink($post),
        'datePublished' => get_post_time('c', true, $post)];
    return array_merge($there, ['dateModified' => get_post_modified_time('c', true, $post)], $article, $there);
}
